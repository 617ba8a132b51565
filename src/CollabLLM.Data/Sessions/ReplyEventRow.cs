namespace CollabLLM.Data.Sessions;

/// <summary>A piece of a reply as it was shown. Joined in order of <see cref="Seq"/> the pieces are the reply's text.</summary>
public sealed class ReplyEventRow
{
    public Guid ReplyId { get; set; }

    /// <summary>From 1, without gaps.</summary>
    public long Seq { get; set; }

    public required string Text { get; set; }
}
