using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Losses;

/// <summary>
/// Next-token loss on chosen tokens: L = −Σ w·log π(y_t | y_&lt;t) / Σ w. With weight 1 on the assistant's tokens and 0 on all others it is supervised
/// fine-tuning on replies alone; the mean runs over all tokens of the batch, so long replies count more. Source: Ouyang et al. 2022
/// (arXiv 2203.02155), the supervised step; the mask is TRL's assistant_only_loss.
/// </summary>
public static class SupervisedLoss
{
    /// <param name="logProbabilities">[N], log π of the tokens that count.</param>
    /// <param name="weights">[N], not negative and not all 0; null counts every token once.</param>
    /// <returns>A scalar in nats a token.</returns>
    public static Tensor Of(Tensor logProbabilities, Tensor? weights = null) =>
        (weights is null ? logProbabilities.mean() : logProbabilities.Times(weights).sum().Over(weights.sum())).negative();
}
