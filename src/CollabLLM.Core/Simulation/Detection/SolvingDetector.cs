using System.Text.RegularExpressions;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Core.Simulation.Detection;

/// <summary>
/// Notices a user who does the assistant's work: a block of code, a boxed answer, a long text close to the reference. What stands in the goal or was said by the
/// assistant before is theirs to quote, and a pasted error is no work.
/// </summary>
public static partial class SolvingDetector
{
    private const int LinesOfWork = 3;
    private const int SequenceLength = 3;

    /// <returns>0 to 1; null when the user leaves the work to the assistant.</returns>
    public static double? Find(Goal goal, IReadOnlyList<TranscriptMessage> messages, string text, DetectorOptions options)
    {
        List<string> known = [goal.Prompt, .. messages.Where(m => m.Role == MessageRole.Assistant).Select(m => m.Content)];
        if (Boxed().Matches(text).Any(m => !known.Exists(k => k.Contains(m.Value, StringComparison.Ordinal)))) return 1;
        HashSet<string> lines = [.. known.SelectMany(k => k.Split('\n', StringSplitOptions.TrimEntries))];
        if (Fenced().Matches(text).Any(m => IsWork(m.Groups["info"].Value, m.Groups["body"].Value, lines))) return 1;
        return WroteTheDocument(goal, known, text, options);
    }

    private static bool IsWork(string info, string body, HashSet<string> known)
    {
        if (info is "text" or "txt" or "console" or "output" or "log") return false;
        if (body.Contains("Traceback (most recent call last)", StringComparison.Ordinal)) return false;
        return body.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Count(l => !known.Contains(l)) >= LinesOfWork;
    }

    private static double? WroteTheDocument(Goal goal, List<string> known, string text, DetectorOptions options)
    {
        var said = Words.Of(text);
        if (said.Length < options.DocumentWords) return null;
        var sequences = Words.Sequences(said, SequenceLength);
        foreach (var source in known) sequences.ExceptWith(Words.Sequences(Words.Of(source), SequenceLength));
        if (sequences.Count == 0) return null;
        var reference = Words.Sequences(Words.Of(goal.Completion), SequenceLength);
        var likeness = sequences.Count(reference.Contains) / (double)sequences.Count;
        return likeness >= options.DocumentLikeness ? Math.Min(1, likeness) : null;
    }

    [GeneratedRegex(@"\\boxed\s*\{[^}]+\}")]
    private static partial Regex Boxed();

    [GeneratedRegex(@"^[ \t]*```[ \t]*(?<info>[\w+#.-]*)[^\n]*\n(?<body>.*?)(?:^[ \t]*```|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
