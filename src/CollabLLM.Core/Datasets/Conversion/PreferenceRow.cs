namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Two replies to one prompt, read back for a trainer.</summary>
/// <param name="Prompt">What both answer.</param>
/// <param name="Chosen">The better one.</param>
/// <param name="Rejected">The worse one; another text.</param>
public sealed record PreferenceRow(ReplyPrompt Prompt, string Chosen, string Rejected);
