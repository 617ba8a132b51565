using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Losses;

/// <summary>
/// Group-relative policy optimisation (Shao et al. 2024, arXiv 2402.03300, eq. 3): with ρ = exp(log π − log π_old) of a token and A the advantage of its
/// reply, L = −mean over replies of mean over tokens of { min(ρ·A, clip(ρ, 1−ε_low, 1+ε_high)·A) − β·KL }, KL as in <see cref="KlEstimate.Positive"/>.
/// </summary>
public static class GrpoLoss
{
    /// <param name="policy">[N], log π of the tokens of all replies.</param>
    /// <param name="old">[N], under the policy that drew them, without gradient.</param>
    /// <param name="reference">[N], under the reference, without gradient; null leaves the divergence out.</param>
    /// <param name="advantages">[S], one a reply (<see cref="Advantages"/>).</param>
    /// <param name="sequences">[N], the reply of each token, from 0 to below S.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="TrainingException">An option is out of its range.</exception>
    public static Tensor Of(Tensor policy, Tensor old, Tensor? reference, IReadOnlyList<double> advantages, IReadOnlyList<int> sequences, GrpoOptions options)
    {
        options.Validate();
        var gain = tensor(sequences.Select(s => advantages[s]).ToArray()).to(policy.dtype).to(policy.device);
        var ratio = policy.Minus(old).exp();
        var tokens = minimum(ratio.Times(gain), ratio.Within(1 - options.ClipLow, 1 + options.ClipHigh).Times(gain)).negative();
        if (reference is not null && options.Beta > 0) tokens = tokens.Plus(KlEstimate.Positive(policy, reference).Times(options.Beta));
        if (options.OverTokens) return tokens.mean();
        var lengths = SequenceSums.Lengths(sequences, advantages.Count);
        return tokens.Over(tensor(sequences.Select(s => (double)lengths[s]).ToArray()).to(policy.dtype).to(policy.device)).sum().Over(lengths.Count(l => l > 0));
    }

    /// <summary>
    /// (reward − mean of its group) / (standard deviation of its group + 10⁻⁴), the deviation over n − 1 as in TRL; 0 in a group of one, or of equal
    /// rewards.
    /// </summary>
    /// <param name="rewards">One a reply.</param>
    /// <param name="groups">The prompt of each reply.</param>
    /// <param name="scaled">False: only the mean is taken off (Dr. GRPO, arXiv 2503.20783).</param>
    public static double[] Advantages(IReadOnlyList<double> rewards, IReadOnlyList<int> groups, bool scaled = true)
    {
        var advantages = new double[rewards.Count];
        foreach (var group in Enumerable.Range(0, rewards.Count).GroupBy(i => groups[i]))
        {
            int[] members = [.. group];
            var mean = members.Average(i => rewards[i]);
            var deviation = members.Length < 2 ? 0 : Math.Sqrt(members.Sum(i => Math.Pow(rewards[i] - mean, 2)) / (members.Length - 1));
            foreach (var i in members) advantages[i] = (rewards[i] - mean) / (scaled ? deviation + 1e-4 : 1);
        }
        return advantages;
    }
}
