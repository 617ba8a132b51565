namespace CollabLLM.Core.Questions;

/// <summary>
/// The answers to a card as the one readable message that is sent and logged, and the way back: which later message answers a card.
/// A line for each question, in order: the question, a dash, the answer.
/// </summary>
public static class AnswerText
{
    private const string Dash = " – ";
    private const string Skipped = "skipped";
    private const string AllSkipped = "Skipped, decide for me.";
    private const string AllSkippedAssuming = "Skipped, so assume: ";
    private const string RestAssuming = "Where I skipped, assume: ";

    /// <param name="answers">One for each question, in order; null or blank skips it.</param>
    public static string Compose(QuestionBlock block, IReadOnlyList<string?> answers)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(answers.Count, block.Questions.Count);
        List<string> given = [.. answers.Select(OneLine)];
        if (given.TrueForAll(a => a.Length == 0)) return block.Skip is { } skip ? AllSkippedAssuming + skip : AllSkipped;

        var lines = block.Questions.Select((q, i) => q.Text + Dash + (given[i].Length > 0 ? given[i] : Skipped));
        if (block.Skip is { } rest && given.Contains("")) lines = lines.Append(RestAssuming + rest);
        return string.Join('\n', lines);
    }

    /// <summary>The answers in a message to this card: one for each question, null where it was skipped. Null when it is no answer to it.</summary>
    public static IReadOnlyList<string?>? Read(QuestionBlock block, string message)
    {
        if (message == AllSkipped || (block.Skip is { } skip && message == AllSkippedAssuming + skip)) return new string?[block.Questions.Count];
        var lines = message.Split('\n');
        var expected = block.Questions.Count;
        if (lines.Length == expected + 1 && block.Skip is { } rest && lines[^1] == RestAssuming + rest) lines = lines[..^1];
        if (lines.Length != expected) return null;

        var answers = new string?[expected];
        for (var i = 0; i < expected; i++)
        {
            var term = block.Questions[i].Text + Dash;
            if (!lines[i].StartsWith(term, StringComparison.Ordinal)) return null;
            var answer = lines[i][term.Length..];
            answers[i] = answer == Skipped ? null : answer;
        }
        return answers;
    }

    private static string OneLine(string? answer) =>
        string.Join(' ', (answer ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
