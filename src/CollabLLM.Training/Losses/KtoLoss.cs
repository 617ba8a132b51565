using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Losses;

/// <summary>
/// Kahneman-Tversky optimisation of single replies (Ethayarajh et al. 2024, arXiv 2402.01306): with the log ratio r = log π(y|x) − log π_ref(y|x),
/// L = mean of λ_D·(1 − σ(β·(r − z))) over desirable and λ_U·(1 − σ(β·(z − r))) over undesirable replies. z, without gradient, is the divergence from the
/// reference, estimated as max(0, mean of the log ratios of replies under prompts they do not belong to).
/// </summary>
public static class KtoLoss
{
    /// <param name="policy">[S], Σ log π of each reply's tokens.</param>
    /// <param name="reference">[S], under the reference, without gradient.</param>
    /// <param name="desirable">[S], Bool.</param>
    /// <param name="mismatched">[M], log π − log π_ref of replies to other prompts; its gradient is not used.</param>
    /// <returns>The loss, a scalar, and β·r [S] without gradient.</returns>
    /// <exception cref="TrainingException">An option is out of its range.</exception>
    public static (Tensor Loss, Tensor Rewards) Of(Tensor policy, Tensor reference, Tensor desirable, Tensor mismatched, KtoOptions options)
    {
        options.Validate();
        var zero = mismatched.detach().mean().relu();
        var ratio = policy.Minus(reference);
        var margin = ratio.Minus(zero).Times(options.Beta);
        // 1 - σ(x) = σ(-x).
        var good = margin.negative().sigmoid().Times(options.Desirable);
        var bad = margin.sigmoid().Times(options.Undesirable);
        return (where(desirable, good, bad).mean(), ratio.Times(options.Beta).detach());
    }
}
