using System.Numerics;
using System.Runtime.InteropServices;

namespace CollabLLM.Core.Metrics.Text;

/// <summary>
/// ROUGE-L: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004: how long the longest common subsequence of words is, as
/// <c>rouge-score</c> 0.1.2 computes it without stemming. Words are runs of a–z and 0–9 after lower-casing, so other alphabets count for
/// nothing. Safe for several threads.
/// </summary>
public static class RougeL
{
    private const int Word = 64;

    /// <summary>The harmonic mean of precision and recall.</summary>
    /// <returns>0 to 1; 0 when one text has no word.</returns>
    public static double F1(string reference, string hypothesis)
    {
        var (target, predicted) = (Tokens(reference), Tokens(hypothesis));
        if (target.Count == 0 || predicted.Count == 0) return 0;
        double common = CommonSubsequence(target, predicted);
        var (precision, recall) = (common / predicted.Count, common / target.Count);
        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }

    /// <summary>
    /// The length of the longest common subsequence with 64 cells of the usual table a step: Crochemore, Iliopoulos, Pinzon, Reid,
    /// "A fast and practical bit-vector algorithm for the longest common subsequence problem", 2001.
    /// </summary>
    private static int CommonSubsequence(List<string> a, List<string> b)
    {
        var words = (a.Count + Word - 1) / Word;
        var places = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        for (var i = 0; i < a.Count; i++)
        {
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, a[i], out _);
            place ??= new ulong[words];
            place[i / Word] |= 1UL << i;
        }
        var open = new ulong[words];
        Array.Fill(open, ulong.MaxValue);
        foreach (var token in b)
        {
            if (!places.TryGetValue(token, out var place)) continue;
            var carry = 0UL;
            for (var w = 0; w < words; w++)
            {
                var hit = open[w] & place[w];
                var sum = open[w] + hit;
                var carried = sum + carry;
                carry = (sum < hit ? 1UL : 0UL) | (carried < sum ? 1UL : 0UL);
                open[w] = carried | open[w] & ~place[w];
            }
        }
        var closed = 0;
        for (var w = 0; w < words; w++)
        {
            var used = w == words - 1 && a.Count % Word != 0 ? (1UL << a.Count) - 1 : ulong.MaxValue;
            closed += BitOperations.PopCount(~open[w] & used);
        }
        return closed;
    }

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        // Python lowers the dotted capital İ to i and a combining dot, .NET leaves it.
        var lower = text.Replace("\u0130", "i\u0307", StringComparison.Ordinal).ToLowerInvariant();
        var start = -1;
        for (var i = 0; i <= lower.Length; i++)
        {
            var within = i < lower.Length && lower[i] is >= 'a' and <= 'z' or >= '0' and <= '9';
            if (within && start < 0) start = i;
            if (within || start < 0) continue;
            tokens.Add(lower[start..i]);
            start = -1;
        }
        return tokens;
    }
}
