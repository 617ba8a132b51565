using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>A node of a session's tree. The text of a reply is empty until it ends, then never changes again.</summary>
public sealed class MessageRow
{
    /// <summary>Key of the table and of the full-text index, which needs a stable integer; everyone else uses <see cref="Id"/>.</summary>
    public long Number { get; set; }

    public Guid Id { get; set; }

    public Guid SessionId { get; set; }

    public Guid? ParentId { get; set; }

    /// <summary>Place in the session, from 1, without gaps.</summary>
    public int Ordinal { get; set; }

    public MessageRole Role { get; set; }

    public required string Text { get; set; }

    public DateTime CreatedAt { get; set; }
}
