namespace CollabLLM.Data.Sessions;

/// <summary>What a person has said about the use for training; null where they have said nothing.</summary>
/// <param name="ForPerson">About all their chats.</param>
/// <param name="ForSession">About this chat, which outweighs the other.</param>
/// <param name="Effective">Whether this chat may be used. Silence means no, and so does a temporary chat.</param>
public sealed record ConsentView(bool? ForPerson, bool? ForSession, bool Effective);
