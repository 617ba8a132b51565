namespace CollabLLM.Core.Metrics.Text;

/// <summary>
/// BLEU of one sentence with one reference: Papineni, Roukos, Ward, Zhu, "BLEU: a Method for Automatic Evaluation of Machine Translation",
/// ACL 2002, uniform weights over 1- to 4-grams, as NLTK's <c>sentence_bleu</c> computes it.
/// </summary>
internal static class Bleu
{
    private const int Orders = 4;

    /// <summary>What NLTK takes for a precision of 0: the smallest normal double.</summary>
    private const double Tiny = 2.2250738585072014e-308;

    /// <summary>What method 1 of Chen and Cherry puts in place of no match.</summary>
    private const double Epsilon = 0.1;

    /// <param name="texts">The two as symbols.</param>
    /// <param name="smoothed">Method 1 of Chen and Cherry, "A Systematic Comparison of Smoothing Techniques", WMT 2014.</param>
    public static double Score(in Symbols texts, bool smoothed)
    {
        var (referenceLength, hypothesisLength) = (texts.Reference.Length, texts.Hypothesis.Length);
        var logarithms = 0.0;
        for (var order = 1; order <= Orders; order++)
        {
            var matches = NgramOverlap.Matches(texts, order);
            if (order == 1 && matches == 0) return 0;
            var total = Math.Max(1, NgramOverlap.Total(hypothesisLength, order));
            logarithms += Math.Log(matches > 0 ? (double)matches / total : smoothed ? Epsilon / total : Tiny) / Orders;
        }
        var brevity = hypothesisLength > referenceLength ? 1 : Math.Exp(1 - (double)referenceLength / hypothesisLength);
        return brevity * Math.Exp(logarithms);
    }
}
