using System.Text.RegularExpressions;

namespace CollabLLM.Core.Metrics.Maths;

/// <summary>
/// A final answer as MATH writes it, compared by meaning: numbers by value (fractions, decimals, mixed numbers, roots, π, i), expressions with
/// letters up to the order of summands and factors, points and intervals in order, sets, lists and unions in any order, matrices, equations and
/// inequalities from either side. Units, currency, degrees, percent signs, thousands separators and dress are left out. Expressions are not
/// expanded or factored, because that may be the task: where two forms differ a judge decides.
/// </summary>
public static partial class MathAnswer
{
    private const int Longest = 2000;

    /// <summary>Whether two answers mean the same. Reads LaTeX; never throws on what it cannot read, but compares the undressed texts then.</summary>
    public static bool AreEqual(string one, string other)
    {
        if (MathTokens.WordsOf(one) is { } a || MathTokens.WordsOf(other) is not null)
        {
            return Loose(one) == Loose(other);
        }
        if (one.Length > Longest || other.Length > Longest) return one.Trim() == other.Trim();
        return Same(Read(one), Read(other));
    }

    /// <summary>The form by which an answer is compared, for reports.</summary>
    public static string Normalise(string answer) =>
        MathTokens.WordsOf(answer) ?? (answer.Length > Longest ? answer.Trim() : Read(answer).ToString());

    private static string Loose(string text) => string.Join(
        ',', MathTokens.Undressed(Wrapper().Replace(text, "$1")).ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries).Select(p => Blank().Replace(p, "")).Order(StringComparer.Ordinal));

    private static MathParts Read(string answer)
    {
        var tokens = MathTokens.Of(MathTokens.Undressed(answer));
        try
        {
            return MathParts.Of(tokens);
        }
        catch (FormatException)
        {
            return MathParts.Unread(string.Concat(tokens));
        }
    }

    private static bool Same(MathParts a, MathParts b)
    {
        if (a.Term is { } x && b.Term is { } y) return x.SameAs(y);
        if (a.Kind != b.Kind || a.Parts.Count != b.Parts.Count) return false;
        if (a.Ordered) return a.Parts.Zip(b.Parts).All(p => Same(p.First, p.Second));
        var left = b.Parts.ToList();
        return a.Parts.All(part => left.FindIndex(o => Same(part, o)) is >= 0 and var at && RemoveAt(left, at));
    }

    private static bool RemoveAt(List<MathParts> list, int at)
    {
        list.RemoveAt(at);
        return true;
    }

    [GeneratedRegex(@"\\(?:text|mbox|textbf|textit|mathrm|mathbf)\s*\{([^{}]*)\}")]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"[\s.'’]+")]
    private static partial Regex Blank();
}
