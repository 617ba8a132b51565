using System.Text.RegularExpressions;
using CollabLLM.Core.Simulation.Intents;

namespace CollabLLM.Core.Metrics.Asking;

/// <summary>
/// Says by rule whether a reply asks or answers: it asks when it has a question block, or when what it ends with is a question or a request for
/// information. Closing courtesies ("Is there anything else?") do not count, nor do questions inside documents and code.
/// </summary>
public static partial class ReplyClassifier
{
    public static ReplyAction Of(string reply)
    {
        var reading = AssistantReading.Of(reply);
        if (reading.Card is not null) return ReplyAction.Ask;
        var parts = reading.Parts.ToList();
        while (parts.Count > 1 && Courtesy().IsMatch(parts[^1].Text)) parts.RemoveAt(parts.Count - 1);
        // "Which year? If you do not know, I take 1849." asks.
        if (parts is [.., { IsQuestion: true }, { IsQuestion: false } last] && Fallback().IsMatch(last.Text)) return ReplyAction.Ask;
        return parts is [.., { IsQuestion: true }] ? ReplyAction.Ask : ReplyAction.Answer;
    }

    [GeneratedRegex(
        @"\b(anything else|something else|any(?:\s+\w+)? (?:other|more|further) questions|does (?:that|this) (?:help|make sense|answer)|how does (?:that|this) (?:sound|look)|(?:would|do) you (?:like|want) (?:me to|more|to know)|need (?:more|further) (?:help|detail)|let me know if|feel free|hope (?:this|that) helps)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Courtesy();

    [GeneratedRegex(@"^\W*(if|otherwise|in case|for example|e\.g\.|until then|meanwhile|please|this will|that way|i'll|i will|then i)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Fallback();
}
