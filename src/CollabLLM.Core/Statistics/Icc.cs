namespace CollabLLM.Core.Statistics;

/// <summary>
/// The six intraclass correlations of Shrout and Fleiss, "Intraclass correlations: uses in assessing rater reliability", 1979, in the notation of
/// McGraw and Wong, 1996. The first three are about one rater's score, the others about the mean of all raters.
/// </summary>
/// <param name="OneWaySingle">ICC(1,1): every item has raters of its own.</param>
/// <param name="AgreementSingle">ICC(A,1) or ICC2: raters are a sample, their levels count.</param>
/// <param name="ConsistencySingle">ICC(C,1) or ICC3: only the order of items counts.</param>
/// <param name="OneWayAverage">ICC(1,k).</param>
/// <param name="AgreementAverage">ICC(A,k).</param>
/// <param name="ConsistencyAverage">ICC(C,k).</param>
public sealed record Icc(
    double OneWaySingle,
    double AgreementSingle,
    double ConsistencySingle,
    double OneWayAverage,
    double AgreementAverage,
    double ConsistencyAverage)
{
    /// <param name="ratings">A row a rater, a column an item; nothing may be missing. Values are NaN when all ratings are equal.</param>
    /// <exception cref="ArgumentException">Fewer than two raters or items, or rows that differ in length.</exception>
    public static Icc Of(IReadOnlyList<IReadOnlyList<double>> ratings)
    {
        double raters = ratings.Count;
        double items = ratings.Count == 0 ? 0 : ratings[0].Count;
        if (raters < 2 || items < 2) throw new ArgumentException("This needs at least two raters and two items.", nameof(ratings));
        if (ratings.Any(r => r.Count != ratings[0].Count)) throw new ArgumentException("Every rater has a rating for every item.", nameof(ratings));
        double[] ofRaters = [.. ratings.Select(Descriptive.Mean)];
        double[] ofItems = [.. Enumerable.Range(0, ratings[0].Count).Select(i => ratings.Average(r => r[i]))];
        var mean = ofRaters.Average();
        var total = ratings.Sum(r => r.Sum(v => (v - mean) * (v - mean)));
        var betweenItems = raters * ofItems.Sum(m => (m - mean) * (m - mean));
        var betweenRaters = items * ofRaters.Sum(m => (m - mean) * (m - mean));
        // mean squares: of items, within items, of raters, of the rest
        var b = betweenItems / (items - 1);
        var w = (total - betweenItems) / (items * (raters - 1));
        var j = betweenRaters / (raters - 1);
        var e = (total - betweenItems - betweenRaters) / ((items - 1) * (raters - 1));
        return new(
            (b - w) / (b + (raters - 1) * w),
            (b - e) / (b + (raters - 1) * e + raters * (j - e) / items),
            (b - e) / (b + (raters - 1) * e),
            (b - w) / b,
            (b - e) / (b + (j - e) / items),
            (b - e) / b);
    }
}
