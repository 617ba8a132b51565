namespace CollabLLM.Data.Sessions;

/// <summary>A piece of a reply, to be stored before anyone sees it. <c>Seq</c> runs from 1 (a continuation's first event is its kept text) without gaps.</summary>
public sealed record ReplyDelta(Guid ReplyId, long Seq, string Text);
