using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Losses;

/// <summary>
/// Direct preference optimisation, sigmoid form (Rafailov et al. 2023, arXiv 2305.18290, eq. 7):
/// L = mean over pairs of −(1−ε)·log σ(β·Δ) − ε·log σ(−β·Δ), where Δ = [log π(c) − log π_ref(c)] − [log π(r) − log π_ref(r)], c the chosen and r the rejected
/// reply, and ε the label smoothing (Mitchell 2023, conservative DPO). Each log ratio is divided by its reply's tokens when
/// <see cref="PreferenceOptions.PerToken"/> says so (the length-normalised DPO of Tülu 3, arXiv 2411.15124). To each pair's loss α·(−log π(c)/m) is added, with α = <see cref="PreferenceOptions.ChosenWeight"/> and m the mean |c|.
/// (Pang et al. 2024, arXiv 2404.19733, eq. 1, divide by each reply's own |c|. Then tokens of short replies count more, and short replies become more likely whatever is preferred.)
/// </summary>
public static class PreferenceLoss
{
    /// <param name="chosen">[P], Σ log π of the chosen reply's tokens.</param>
    /// <param name="rejected">[P], the same of the rejected reply.</param>
    /// <param name="referenceChosen">[P], under the reference, without gradient.</param>
    /// <param name="referenceRejected">[P], the same of the rejected reply.</param>
    /// <param name="chosenLengths">[P], tokens; needed for <see cref="PreferenceOptions.PerToken"/> alone.</param>
    /// <param name="rejectedLengths">[P], the same of the rejected reply.</param>
    /// <param name="meanChosen">m, over all that is learnt from and not these pairs alone; needed for <see cref="PreferenceOptions.ChosenWeight"/> alone.</param>
    /// <returns>The loss, a scalar, and β times both log ratios [P] without gradient: the rewards that the policy has learnt.</returns>
    /// <exception cref="TrainingException">An option is out of its range, or what it needs is missing.</exception>
    public static (Tensor Loss, Tensor ChosenRewards, Tensor RejectedRewards) Of(
        Tensor chosen,
        Tensor rejected,
        Tensor referenceChosen,
        Tensor referenceRejected,
        PreferenceOptions options,
        Tensor? chosenLengths = null,
        Tensor? rejectedLengths = null,
        double? meanChosen = null)
    {
        options.Validate();
        var (won, lost) = (chosen.Minus(referenceChosen), rejected.Minus(referenceRejected));
        if (options.PerToken)
        {
            if (chosenLengths is null || rejectedLengths is null) throw new TrainingException("A preference loss per token needs the lengths of the replies.");
            (won, lost) = (won.Over(chosenLengths), lost.Over(rejectedLengths));
        }
        var (chosenRewards, rejectedRewards) = (won.Times(options.Beta), lost.Times(options.Beta));
        var margin = chosenRewards.Minus(rejectedRewards);
        var losses = margin.log_sigmoid().Times(options.LabelSmoothing - 1).Minus(margin.negative().log_sigmoid().Times(options.LabelSmoothing));
        if (options.ChosenWeight > 0)
        {
            if (meanChosen is not { } mean) throw new TrainingException("A preference loss that weighs chosen replies needs their mean length.");
            losses = losses.Minus(chosen.Times(options.ChosenWeight / mean));
        }
        return (losses.mean(), chosenRewards.detach(), rejectedRewards.detach());
    }
}
