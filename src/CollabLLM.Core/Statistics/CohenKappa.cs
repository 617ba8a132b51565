namespace CollabLLM.Core.Statistics;

/// <summary>Cohen's κ, the agreement of two raters beyond chance: Cohen, "A coefficient of agreement for nominal scales", 1960.</summary>
public static class CohenKappa
{
    /// <returns>−1 to 1; NaN when both gave one and the same value throughout.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or there is no item.</exception>
    public static double Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Descriptive.RequirePairs(a, b, 1);
        double n = a.Count;
        var agreed = a.Zip(b, (x, y) => x.Equals(y)).Count(same => same) / n;
        var (ofA, ofB) = (a.CountBy(v => v).ToDictionary(), b.CountBy(v => v).ToDictionary());
        var chance = ofA.Sum(v => v.Value / n * ofB.GetValueOrDefault(v.Key) / n);
        return (agreed - chance) / (1 - chance);
    }
}
