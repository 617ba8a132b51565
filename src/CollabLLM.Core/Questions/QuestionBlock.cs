using System.Text;

namespace CollabLLM.Core.Questions;

/// <summary>
/// What stands between a line <c>&lt;ask&gt;</c> and a line <c>&lt;/ask&gt;</c>: a question a line, its options after <c>|</c>, and
/// optionally a last line <c>skip: …</c> that says what the model will assume.
/// </summary>
/// <param name="Questions">At least one.</param>
/// <param name="Skip">What is assumed when nobody answers; null when the model does not say.</param>
public sealed record QuestionBlock(IReadOnlyList<Question> Questions, string? Skip)
{
    private const string SkipWord = "skip:";

    /// <summary>More is no card but a form; the text is then shown as it is.</summary>
    public const int MostQuestions = 12;

    /// <summary>Reads the lines between the two tags. False when they are not a block: the reply is then prose.</summary>
    public static bool TryParse(IEnumerable<string> lines, out QuestionBlock? block)
    {
        block = null;
        var questions = new List<Question>();
        string? skip = null;
        foreach (var raw in lines)
        {
            var line = raw.AsSpan().Trim();
            if (line.IsEmpty) continue;
            if (skip is not null || line[0] == '<') return false;
            if (line.StartsWith(SkipWord, StringComparison.OrdinalIgnoreCase))
            {
                skip = line[SkipWord.Length..].Trim().ToString();
                continue;
            }
            var fields = WithoutMarker(line).ToString().Split('|', StringSplitOptions.TrimEntries);
            if (fields[0].Length == 0 || questions.Count == MostQuestions) return false;
            questions.Add(new Question(fields[0], [.. fields.Skip(1).Where(o => o.Length > 0).Distinct()]));
        }
        if (questions.Count == 0) return false;
        block = new QuestionBlock(questions, string.IsNullOrEmpty(skip) ? null : skip);
        return true;
    }

    /// <summary>The block for readers without a card: simulators, judges, the command line, other clients.</summary>
    public string ToPlainText()
    {
        var plain = new StringBuilder();
        foreach (var question in Questions)
        {
            if (plain.Length > 0) plain.Append('\n');
            plain.Append(question.Text);
            if (question.Options.Count > 0) plain.Append(" (").AppendJoin(" / ", question.Options).Append(')');
        }
        if (Skip is not null) plain.Append("\nIf you skip: ").Append(Skip);
        return plain.ToString();
    }

    /// <summary>Small models like to number their lines or to begin them with a dash.</summary>
    private static ReadOnlySpan<char> WithoutMarker(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("* ", StringComparison.Ordinal)) return line[2..].TrimStart();
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        return digits is 1 or 2 && digits + 1 < line.Length && line[digits] is '.' or ')' && line[digits + 1] == ' '
            ? line[(digits + 2)..].TrimStart()
            : line;
    }
}
