namespace CollabLLM.Data.Sessions;

/// <summary>A reply whose events of a batch were not stored, and why. The other replies of the batch are not touched by it.</summary>
public sealed record RefusedDelta(Guid ReplyId, DeltaRefusal Reason);
