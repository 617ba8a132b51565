using CollabLLM.Gguf.Sampling;

namespace CollabLLM.Training.Rollouts;

/// <summary>How replies are drawn.</summary>
public sealed record DrawOptions
{
    /// <summary>How tokens are chosen. Its seed is not used: every reply has one of its own. The default is the model's own distribution, as policy gradients want it.</summary>
    public SamplingOptions Sampling { get; init; } = new() { Temperature = 1, TopK = 0, TopP = 1, MinP = 0, RepetitionPenalty = 1 };

    /// <summary>Most tokens of a reply, from 1.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>A reply ends when its text holds one of these.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];
}
