namespace CollabLLM.Core.Metrics.Text;

/// <summary>
/// BLEU over characters: what NLTK's <c>sentence_bleu([reference], hypothesis)</c> gives for two strings, and so what the CollabLLM paper
/// reports as BLEU of a document. The units are code points; no smoothing; an n-gram order without a match gives a tiny number (about 1e-77
/// for one order), not 0; no common character and an empty text give 0.
/// </summary>
/// <remarks>
/// Weak: unrelated English texts of the same genre reach 0.3 to 0.5, and the order of sentences hardly matters. Kept for comparison with
/// published numbers; <see cref="WordBleu"/>, <see cref="Chrf"/> and <see cref="RougeL"/> say more. Time grows with the sum of the lengths.
/// Safe for several threads.
/// </remarks>
public static class CharacterBleu
{
    /// <returns>0 to 1.</returns>
    public static double Score(string reference, string hypothesis)
    {
        using var texts = Symbols.OfCharacters(reference, hypothesis);
        return Bleu.Score(texts, smoothed: false);
    }
}
