namespace CollabLLM.Core.Statistics;

/// <summary>How far two measurements of the same items go together.</summary>
/// <param name="Coefficient">−1 to 1; NaN when one side is constant.</param>
/// <param name="P">Two-sided, of no correlation, by Student's t with n − 2 degrees of freedom; NaN for two pairs.</param>
public sealed record Correlation(double Coefficient, double P)
{
    /// <summary>Pearson's product-moment correlation: a straight line.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or there are fewer than two pairs.</exception>
    public static Correlation Pearson(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Descriptive.RequirePairs(a, b, 2);
        var (meanA, meanB) = (Descriptive.Mean(a), Descriptive.Mean(b));
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Count; i++)
        {
            var (da, db) = (a[i] - meanA, b[i] - meanB);
            ab += da * db;
            aa += da * da;
            bb += db * db;
        }
        var r = Math.Clamp(ab / (Math.Sqrt(aa) * Math.Sqrt(bb)), -1, 1);
        var freedom = a.Count - 2;
        var t = r * Math.Sqrt(freedom / ((1 - r) * (1 + r)));
        return new(r, freedom == 0 ? double.NaN : StudentT.TwoSided(t, freedom));
    }

    /// <summary>Spearman's rank correlation: Pearson's of the ranks, ties sharing theirs. Equal to SciPy's <c>spearmanr</c>.</summary>
    /// <inheritdoc cref="Pearson"/>
    public static Correlation Spearman(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Descriptive.RequirePairs(a, b, 2);
        return Pearson(Ranks.Of(a), Ranks.Of(b));
    }

    /// <summary>
    /// Kendall's τ-b: pairs of items in the same order less those in the opposite one, corrected for ties (Kendall, "The treatment of ties in
    /// ranking problems", 1945). Time grows with the square of the number of items.
    /// </summary>
    /// <returns>−1 to 1; NaN when one side is constant.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there are fewer than two pairs.</exception>
    public static double KendallTauB(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Descriptive.RequirePairs(a, b, 2);
        long order = 0, differA = 0, differB = 0;
        for (var i = 0; i < a.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (signA, signB) = (a[i].CompareTo(a[j]), b[i].CompareTo(b[j]));
                order += signA * signB;
                if (signA != 0) differA++;
                if (signB != 0) differB++;
            }
        }
        return order / Math.Sqrt((double)differA * differB);
    }
}
