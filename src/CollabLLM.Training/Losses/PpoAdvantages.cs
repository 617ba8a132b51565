namespace CollabLLM.Training.Losses;

/// <summary>
/// What every token of one reply was worth: rewards held to the reference, and generalised advantages (Schulman et al. 2016, arXiv 1506.02438):
/// r_t = −β·(log π_old − log π_ref), plus the reply's reward at its last token; δ_t = r_t + γ·V_{t+1} − V_t with V = 0 after the last token;
/// A_t = δ_t + γλ·A_{t+1}; return_t = A_t + V_t.
/// </summary>
/// <param name="Values">[T], one a token.</param>
/// <param name="Returns">[T], what the value head should have said.</param>
public sealed record PpoAdvantages(double[] Values, double[] Returns)
{
    /// <param name="reward">Of the whole reply.</param>
    /// <param name="old">[T], log π of the policy that drew it.</param>
    /// <param name="reference">[T], log π of the reference.</param>
    /// <param name="values">[T], the value head before each token, at drawing time.</param>
    /// <exception cref="TrainingException">An option is out of its range.</exception>
    public static PpoAdvantages Of(double reward, IReadOnlyList<double> old, IReadOnlyList<double> reference, IReadOnlyList<double> values, PpoOptions options)
    {
        options.Validate();
        var (advantages, returns) = (new double[old.Count], new double[old.Count]);
        var (next, nextValue) = (0.0, 0.0);
        for (var t = old.Count - 1; t >= 0; t--)
        {
            var gained = (-options.KlWeight * (old[t] - reference[t])) + (t == old.Count - 1 ? reward : 0);
            next = gained + (options.Discount * nextValue) - values[t] + (options.Discount * options.Trace * next);
            nextValue = values[t];
            (advantages[t], returns[t]) = (next, next + values[t]);
        }
        return new(advantages, returns);
    }

    /// <summary>Advantages of all replies of a batch with mean 0 and standard deviation 1, over n.</summary>
    public static double[] Whiten(IReadOnlyList<double> advantages)
    {
        var mean = advantages.Average();
        var deviation = Math.Sqrt(advantages.Average(a => Math.Pow(a - mean, 2)) + 1e-8);
        return [.. advantages.Select(a => (a - mean) / deviation)];
    }
}
