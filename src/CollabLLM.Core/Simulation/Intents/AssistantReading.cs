using System.Text.RegularExpressions;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Questions;
using CollabLLM.Core.Simulation.Detection;

namespace CollabLLM.Core.Simulation.Intents;

/// <summary>A message of the assistant as a simulated user reads it: what it asks, what it says, whether it delivers something.</summary>
public sealed partial class AssistantReading
{
    private const int WordsOfWork = 40;

    private readonly List<AssistantPart> _parts = [];

    private AssistantReading(string text) => Text = text;

    public string Text { get; }

    /// <summary>Questions and statements, in order. A question of a block, and a list below a question in prose, come with their options.</summary>
    public IReadOnlyList<AssistantPart> Parts => _parts;

    public bool Asks => _parts.Exists(p => p.IsQuestion);

    /// <summary>The question block, when there is exactly one and nothing else asks; its questions are then the first that ask.</summary>
    public QuestionBlock? Card { get; private set; }

    /// <summary>It holds a document, a block of code or a boxed result, or 40 words and more without a question.</summary>
    public bool Delivers { get; private init; }

    public static AssistantReading Of(string text)
    {
        var parts = ReplyText.Split(text, finished: true);
        var work = parts.Any(p => p is DocumentPart) || text.Contains("```", StringComparison.Ordinal) || text.Contains(@"\boxed", StringComparison.Ordinal);
        var reading = new AssistantReading(text) { Delivers = work || (!text.Contains('?', StringComparison.Ordinal) && Words.Of(text).Length >= WordsOfWork) };
        foreach (var part in parts) reading.Add(part);
        if (parts.OfType<QuestionsPart>().ToList() is [var card] && reading._parts.Count(p => p.IsQuestion) == card.Block.Questions.Count) reading.Card = card.Block;
        return reading;
    }

    private void Add(ReplyPart part)
    {
        switch (part)
        {
            case QuestionsPart questions:
                _parts.AddRange(questions.Block.Questions.Select(q => new AssistantPart(q.Text, true, q.Options)));
                break;
            case DocumentPart document:
                AddSentences(document.Text, mayAsk: false);
                break;
            case ProsePart prose:
                AddSentences(prose.Text, mayAsk: true);
                break;
            default:
                break;
        }
    }

    private void AddSentences(string text, bool mayAsk)
    {
        var fenced = false;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) fenced = !fenced;
            else if (line.Length == 0) continue;
            else if (!fenced && ListItem().Match(line) is { Success: true } item && !line.EndsWith('?') && _parts is [.., { IsQuestion: true } question])
            {
                _parts[^1] = question with { Options = [.. question.Options, line[item.Length..]] };
            }
            else
            {
                _parts.AddRange(Sentences().Split(line).Where(s => s.Length > 0).Select(s => new AssistantPart(s, mayAsk && !fenced && IsQuestion(s), [])));
            }
        }
    }

    private static bool IsQuestion(string sentence) => sentence.TrimEnd('"', ')', '*', '_', ' ', '”').EndsWith('?') || Request().IsMatch(sentence);

    [GeneratedRegex(@"^([-*•]|\d{1,2}[.)]|\(?[a-zA-Z][.)])\s+")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"^\W*(please\s+)?(tell me|let me know|share|describe|specify|clarify|give me|provide)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Request();
}
