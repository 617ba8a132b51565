namespace CollabLLM.Data.Sessions;

/// <summary>What a viewer missed.</summary>
/// <param name="Events">Events after the sequence number that was asked for, in order.</param>
/// <param name="Ending">Null while the reply is being written.</param>
public sealed record ReplyReplay(Guid ReplyId, Guid SessionId, IReadOnlyList<ReplyDelta> Events, EndedReply? Ending, string ModelName);
