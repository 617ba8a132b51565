namespace CollabLLM.Core.Metrics.Text;

/// <summary>
/// BLEU over words, words being what white space separates (punctuation stays with its word): NLTK's
/// <c>sentence_bleu([reference.split()], hypothesis.split())</c>. Safe for several threads.
/// </summary>
public static class WordBleu
{
    /// <summary>Without smoothing: short texts without a common 4-gram score practically 0.</summary>
    /// <returns>0 to 1.</returns>
    public static double Score(string reference, string hypothesis) => Score(reference, hypothesis, smoothed: false);

    /// <summary>
    /// With NLTK's smoothing <c>method1</c> (Chen and Cherry, WMT 2014): 0.1 stands in for the number of matches where there is none.
    /// </summary>
    /// <returns>0 to 1.</returns>
    public static double SmoothedScore(string reference, string hypothesis) => Score(reference, hypothesis, smoothed: true);

    private static double Score(string reference, string hypothesis, bool smoothed)
    {
        using var texts = Symbols.OfWords(reference, hypothesis);
        return Bleu.Score(texts, smoothed);
    }
}
