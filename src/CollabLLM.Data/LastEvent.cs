namespace CollabLLM.Data;

/// <summary>Where a reply stands: its newest sequence number (0 before the first) and whether it has ended.</summary>
internal readonly record struct LastEvent(long Seq, bool Ended);
