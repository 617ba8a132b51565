namespace CollabLLM.Core.Prompts.Replies;

/// <summary>Why a reply does not have the form that was asked for.</summary>
/// <param name="Field">The field it is about; null when there is no object at all.</param>
/// <param name="Reason">One sentence.</param>
public sealed record ReplyProblem(string? Field, string Reason);
