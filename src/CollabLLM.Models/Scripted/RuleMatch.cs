using System.Text.RegularExpressions;

namespace CollabLLM.Models.Scripted;

/// <summary>Whether a rule of a script fits a message, and its replies for that message.</summary>
internal static class RuleMatch
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>A pattern that takes longer fits nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <exception cref="RegexParseException">The pattern cannot be read.</exception>
    public static Regex Pattern(string pattern) => new(pattern, Options, Patience);

    /// <summary>The rule's replies; null when it does not fit.</summary>
    /// <param name="said">The person's last message.</param>
    /// <param name="before">The reply before it; empty when there is none.</param>
    /// <param name="turn">Which of the person's messages it is, from 1.</param>
    public static IReadOnlyList<string>? Of(ScriptRule rule, string said, string before, int turn)
    {
        if (rule.Turn is { } expected && expected != turn) return null;
        if (rule.Contains is { } part && !said.Contains(part, StringComparison.OrdinalIgnoreCase)) return null;
        if (rule.After is { } earlier && !before.Contains(earlier, StringComparison.OrdinalIgnoreCase)) return null;
        if (rule.Matches is not { } pattern) return rule.Replies;
        try
        {
            var match = Pattern(pattern).Match(said);
            return match.Success ? [.. rule.Replies.Select(r => Fill(r, match))] : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static string Fill(string reply, Match match)
    {
        foreach (var group in match.Groups.Values.Where(g => !char.IsAsciiDigit(g.Name[0])))
        {
            reply = reply.Replace($"{{{group.Name}}}", group.Value.Trim(), StringComparison.Ordinal);
        }
        return reply;
    }
}
