using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>What was said before, and the replies that it could have had.</summary>
public sealed record MultiturnTurn(IReadOnlyList<TranscriptMessage> Prompt, IReadOnlyList<MultiturnResponse> Responses);
