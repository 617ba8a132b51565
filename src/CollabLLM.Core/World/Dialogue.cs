using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.World;

/// <summary>A written conversation to learn from.</summary>
/// <param name="Messages">User and assistant in turn, the user first, the assistant last.</param>
/// <param name="Wish">Null when it is outside the world.</param>
public sealed record Dialogue(IReadOnlyList<TranscriptMessage> Messages, DocumentWish? Wish);
