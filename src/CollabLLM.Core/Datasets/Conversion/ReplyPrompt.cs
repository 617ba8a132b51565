using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>What a reply answers, in one of TRL's two formats. Exactly one of both is there.</summary>
/// <param name="Messages">Conversational: the messages before the reply; at least one.</param>
/// <param name="Text">Standard: the conversation as the model's template writes it, up to where the reply begins.</param>
public sealed record ReplyPrompt(IReadOnlyList<TranscriptMessage>? Messages, string? Text);
