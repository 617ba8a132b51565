namespace CollabLLM.Core.Metrics.Text;

/// <summary>
/// chrF2: Popović, "chrF: character n-gram F-score for automatic MT evaluation", WMT 2015, as sacreBLEU 2 computes it by default: n-grams of 1
/// to 6 code points, white space left out, precision and recall averaged over the orders that both texts have, β = 2. Safe for several threads.
/// </summary>
public static class Chrf
{
    private const int Orders = 6;
    private const double BetaSquared = 4;

    /// <returns>0 to 100, as sacreBLEU prints it.</returns>
    public static double Score(string reference, string hypothesis)
    {
        using var texts = Symbols.OfCharacters(reference, hypothesis, skipWhiteSpace: true);
        var (precision, recall, orders) = (0.0, 0.0, 0);
        for (var order = 1; order <= Orders; order++)
        {
            var (ofHypothesis, ofReference) = (NgramOverlap.Total(texts.Hypothesis.Length, order), NgramOverlap.Total(texts.Reference.Length, order));
            if (ofHypothesis == 0 || ofReference == 0) break;
            double matches = NgramOverlap.Matches(texts, order);
            precision += matches / ofHypothesis;
            recall += matches / ofReference;
            orders++;
        }
        if (precision + recall == 0) return 0;
        precision /= orders;
        recall /= orders;
        return 100 * (1 + BetaSquared) * precision * recall / (BetaSquared * precision + recall);
    }
}
