using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Losses;

/// <summary>
/// Proximal policy optimisation (Schulman et al. 2017, arXiv 1707.06347, eq. 7 and 9): with ρ = exp(log π − log π_old),
/// L = mean of −min(ρ·A, clip(ρ, 1−ε, 1+ε)·A) + c·½·mean of max((V − R)², (clip(V, V_old ± ε_v) − R)²), over all tokens. The clipped value is not in
/// the paper but in its authors' code. The divergence from the reference is
/// in the rewards (<see cref="PpoAdvantages"/>).
/// </summary>
public static class PpoLoss
{
    /// <param name="policy">[N], log π of the drawn tokens.</param>
    /// <param name="old">[N], under the policy that drew them, without gradient.</param>
    /// <param name="advantages">[N], without gradient.</param>
    /// <param name="values">[N], the value head now, before each token.</param>
    /// <param name="oldValues">[N], at drawing time, without gradient.</param>
    /// <param name="returns">[N], without gradient.</param>
    /// <returns>The whole loss and its two parts before weighting, all scalars; the parts without gradient.</returns>
    /// <exception cref="TrainingException">An option is out of its range.</exception>
    public static (Tensor Loss, Tensor PolicyPart, Tensor ValuePart) Of(
        Tensor policy, Tensor old, Tensor advantages, Tensor values, Tensor oldValues, Tensor returns, PpoOptions options)
    {
        options.Validate();
        var ratio = policy.Minus(old).exp();
        var policyPart = minimum(ratio.Times(advantages), ratio.Within(1 - options.Clip, 1 + options.Clip).Times(advantages)).mean().negative();
        var clipped = oldValues.Plus(values.Minus(oldValues).Within(-options.ValueClip, options.ValueClip));
        var valuePart = maximum(values.Minus(returns).Squared(), clipped.Minus(returns).Squared()).mean().Times(0.5);
        return (policyPart.Plus(valuePart.Times(options.ValueWeight)), policyPart.detach(), valuePart.detach());
    }
}
