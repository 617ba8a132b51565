using System.Globalization;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Documents;
using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>
/// Takes an artefact out of a conversation. A document between document tags is taken as it stands, without a call; else, and where the last document was cut off, a model is
/// asked, and may name the block that is the result instead of copying it, so that nothing is lost on the way. Thread-safe.
/// </summary>
public sealed class Extractor(PromptCaller caller, JudgeSettings settings)
{
    private const string Document = "document";

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
        var text = Block(reply.TextOrNull("take"), blocks) ?? reply.TextOrNull("final_completion") ?? "";
        return Extraction.Of(text) with { Usage = answer.Usage };
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
        Check = reply => reply.TextOrNull("take") is { Length: > 0 } take && Block(take, blocks) is null
            ? $"take is {take}, and there is no such block."
            : reply.TextOrNull("take") is null or "" && reply.TextOrNull("final_completion") is null ? "take and final_completion are both missing." : null,
    };

    private static IEnumerable<string> Replies(MetricSubject subject) => subject.Messages.Where(m => m.Role == MessageRole.Assistant).Select(m => m.Content);

    private static string? Block(string? take, List<string> blocks) =>
        int.TryParse(take?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= blocks.Count ? blocks[number - 1] : null;
}
