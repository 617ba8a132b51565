using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>A place where all searched words are. Plain text with ranges, so that a page never has to trust markup.</summary>
/// <param name="MessageId">Null when the title of the session was found.</param>
/// <param name="Highlights">Parts of <paramref name="Snippet"/> that were searched for, in order, not overlapping.</param>
public sealed record SearchHit(
    Guid SessionId, string SessionTitle, Guid? MessageId, MessageRole? Role, string Snippet, IReadOnlyList<TextRange> Highlights, DateTime At);
