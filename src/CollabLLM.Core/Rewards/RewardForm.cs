namespace CollabLLM.Core.Rewards;

/// <summary>How the metrics of a conversation become one number.</summary>
public enum RewardForm
{
    /// <summary>The published code: Σ weight · metric, tokens in thousands, nothing clamped.</summary>
    Linear,

    /// <summary>The paper, §3.1: R_ext + R_LLM − min(λ · TokenCount, 1).</summary>
    Clamped,

    /// <summary>As <see cref="Clamped"/>, but tokens and interaction count only when the task is solved: a quick and pleasant failure earns nothing.</summary>
    Gated,
}
