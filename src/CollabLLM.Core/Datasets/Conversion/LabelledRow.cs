namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>A reply that is wanted or not, read back for a trainer.</summary>
/// <param name="Prompt">What it answers.</param>
/// <param name="Completion">The reply.</param>
/// <param name="Label">Whether it is wanted.</param>
public sealed record LabelledRow(ReplyPrompt Prompt, string Completion, bool Label);
