namespace CollabLLM.Core.Calls;

/// <summary>Why there is no result. It stands where the result would, and is never turned into a number.</summary>
/// <param name="Reason">One sentence: the first cause, not the last.</param>
public sealed record Failure(FailureKind Kind, string Reason);
