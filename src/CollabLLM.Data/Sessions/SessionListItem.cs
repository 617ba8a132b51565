namespace CollabLLM.Data.Sessions;

/// <summary>A line of the left rail.</summary>
/// <param name="Running">A reply is being written right now.</param>
/// <param name="Unread">A reply ended since its person last looked.</param>
public sealed record SessionListItem(Guid Id, string Title, string ModelName, bool Pinned, bool Running, bool Unread, DateTime UpdatedAt);
