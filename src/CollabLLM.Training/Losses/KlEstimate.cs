using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Losses;

/// <summary>KL(π ‖ reference) from tokens that π itself drew (Schulman, "Approximating KL divergence", 2020).</summary>
public static class KlEstimate
{
    /// <summary>exp(d) − d − 1 with d = log π_ref − log π, [N]: unbiased, never negative, and its gradient is that of GRPO.</summary>
    public static Tensor Positive(Tensor policy, Tensor reference)
    {
        var difference = reference.Minus(policy);
        return difference.exp().Minus(difference).Plus(-1);
    }
}
