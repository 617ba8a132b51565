namespace CollabLLM.Bench.Texts;

/// <summary>Character BLEU as one writes it first: every n-gram a string, every text a dictionary of counts.</summary>
internal static class StringBleu
{
    public static double Score(string reference, string hypothesis)
    {
        var sum = 0.0;
        for (var n = 1; n <= 4; n++)
        {
            var (wanted, found) = (Counts(reference, n), Counts(hypothesis, n));
            var matches = found.Sum(f => Math.Min(f.Value, wanted.GetValueOrDefault(f.Key)));
            if (n == 1 && matches == 0) return 0;
            sum += 0.25 * Math.Log(matches == 0 ? 2.2250738585072014e-308 : matches / (double)Math.Max(1, hypothesis.Length - n + 1));
        }
        return Math.Exp(sum) * (hypothesis.Length > reference.Length ? 1 : Math.Exp(1 - reference.Length / (double)hypothesis.Length));
    }

    private static Dictionary<string, int> Counts(string text, int n)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + n <= text.Length; i++)
        {
            var gram = text.Substring(i, n);
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }
        return counts;
    }
}
