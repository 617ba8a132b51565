using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Generation;

/// <summary>One turn: what was said before, and the replies it could have had.</summary>
/// <param name="Prompt">Up to the user's message, without system prompt.</param>
/// <param name="Chosen">Index of the candidate that the conversation went on with: the largest score, the first of equals.</param>
public sealed record GeneratedTurn(IReadOnlyList<TranscriptMessage> Prompt, IReadOnlyList<GeneratedCandidate> Candidates, int Chosen);
