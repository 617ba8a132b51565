using System.Globalization;
using System.Text.RegularExpressions;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Documents;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>
/// Takes an artefact out of a conversation. A document between document tags is taken as it stands, without a call; else, and where the last document was cut off, a model is
/// asked, and may name the block that is the result instead of copying it, so that nothing is lost on the way. Thread-safe.
/// </summary>
public sealed partial class Extractor(PromptCaller caller, JudgeSettings settings)
{
    private const string Document = "document";
    private const int MostShown = 40;

    /// <summary>The field of a goal's metadata that says what the artefact must fulfil besides.</summary>
    public const string RequirementField = "extraction_requirement";

    /// <summary>What can be taken out without asking anybody: the last document, if it was written to its end. Null: a model must be asked.</summary>
    public static string? Verbatim(MetricSubject subject, string extractType)
    {
        List<string> replies = [.. Replies(subject)];
        if (replies.Count == 0) return "";
        return extractType.Equals(Document, StringComparison.OrdinalIgnoreCase) && replies.SelectMany(r => DocumentParser.Find(r)).LastOrDefault() is { Closed: true } last ? last.Text : null;
    }

    /// <inheritdoc cref="ArtefactExtractor"/>
    public async Task<Extraction> ExtractAsync(MetricSubject subject, string extractType, CancellationToken cancellationToken)
    {
        if (Verbatim(subject, extractType) is { } there) return Extraction.Of(there);
        List<string> replies = [.. Replies(subject)];
        // One that was cut off is not the whole of anything.
        List<string> blocks = [.. replies.SelectMany(r => DocumentParser.Find(r)).Where(d => d.Closed).Select(d => d.Text), .. replies.SelectMany(CodeBlockParser.Find).Select(b => b.Text)];
        var answer = await caller.AskAsync(Question(subject, extractType, blocks), cancellationToken);
        if (answer.Value is not { } reply) return Extraction.Failed(answer.Failure!) with { Usage = answer.Usage };
        return Extraction.Of(Result(reply, blocks) ?? "") with { Usage = answer.Usage };
    }

    private PromptQuestion Question(MetricSubject subject, string extractType, List<string> blocks) => new()
    {
        Prompt = caller.Prompts.Get(PromptNames.Extract),
        Arguments = new Dictionary<string, string?>
        {
            ["extract_type"] = extractType,
            ["extraction_requirement"] = subject.Goal.Metadata[RequirementField]?.ToString(),
            ["blocks"] = string.Join("\n\n", blocks.Select((b, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}:\n{b}"))),
            ["chat_history"] = TranscriptRenderer.Render(subject.Messages, settings.TerminationSignal),
        },
        Model = settings.Model,
        Role = CallRole.Extractor,
        Settings = new() { Temperature = settings.Temperature, MaxOutputTokens = settings.MaxOutputTokens },
        Address = $"{subject.Address}/extract {extractType}",
        Seed = subject.Seed,
        // Unlike a judgement, an extraction that cannot be read is asked for again: the published code lost the whole run to it.
        Policy = new(Draws: 2),
        Check = reply => Result(reply, blocks) is not null ? null
            : reply.TextOrNull("take") is { Length: > 0 } take ? $"take is \"{(take.Length <= MostShown ? take : SafeText.Clamp(take, MostShown) + "…")}\", and there is no such block."
            : "take and final_completion are both missing.",
    };

    private static IEnumerable<string> Replies(MetricSubject subject) => subject.Messages.Where(m => m.Role == MessageRole.Assistant).Select(m => m.Content);

    /// <summary>The block that is named, else the text that is written out, which may be empty where no block is named. Null: neither.</summary>
    private static string? Result(StructuredReply reply, List<string> blocks)
    {
        var (take, written) = (reply.TextOrNull("take"), reply.TextOrNull("final_completion"));
        if (!string.IsNullOrEmpty(take) && Number().Match(take) is { Success: true } named && int.Parse(named.Groups[1].Value, CultureInfo.InvariantCulture) is var number && number >= 1 && number <= blocks.Count)
        {
            return blocks[number - 1];
        }
        return string.IsNullOrEmpty(take) || !string.IsNullOrEmpty(written) ? written : null;
    }

    /// <summary><c>2</c>, also as <c>block 2.</c></summary>
    [GeneratedRegex(@"^\D{0,12}([0-9]{1,6})\D{0,3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
