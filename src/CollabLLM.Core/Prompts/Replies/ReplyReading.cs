namespace CollabLLM.Core.Prompts.Replies;

/// <summary>What was made of a reply: exactly one of value and problem.</summary>
/// <param name="Tolerated">What had to be tolerated, one phrase each.</param>
public sealed record ReplyReading(StructuredReply? Value, ReplyProblem? Problem, IReadOnlyList<string> Tolerated);
