using System.Globalization;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Prompts.Replies;
using CollabLLM.Core.Statistics;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>Asks a judge by a prompt, once or several times, and makes a score of what it says. Thread-safe.</summary>
public sealed class Judge(PromptCaller caller, JudgeSettings settings)
{
    /// <summary>The part that tells how far the repeats lie apart: their standard deviation (n − 1).</summary>
    public const string Deviation = "sd";

    /// <param name="read">The numbers of a judgement by name; the one without a name is the score.</param>
    internal async Task<MetricScore> ScoreAsync(
        string metric, string prompt, MetricSubject subject, Dictionary<string, string?> arguments,
        Func<StructuredReply, IEnumerable<(string Part, double Value)>> read, CancellationToken cancellationToken)
    {
        var repeats = Math.Max(1, settings.Repeats);
        var answers = await Task.WhenAll(Enumerable.Range(1, repeats).Select(n => caller.AskAsync(
            new()
            {
                Prompt = caller.Prompts.Get(prompt),
                Arguments = arguments,
                Model = settings.Model,
                Role = CallRole.Judge,
                Settings = new() { Temperature = settings.Temperature, MaxOutputTokens = settings.MaxOutputTokens },
                Address = string.Create(CultureInfo.InvariantCulture, $"{subject.Address}/{metric}{(n > 1 ? $"/again{n}" : "")}"),
                Seed = subject.Seed,
            },
            cancellationToken)));
        var usage = answers.Aggregate(CallUsage.None, (sum, a) => sum + a.Usage);
        var stamp = answers[0].Stamp;
        var judged = answers.Where(a => a.Value is not null).Select(a => read(a.Value!).ToDictionary(p => p.Part, p => p.Value, StringComparer.Ordinal)).ToList();
        if (judged.Count == 0) return MetricScore.Failed(answers[0].Failure!) with { Usage = usage, Prompt = stamp };
        var parts = judged[0].Keys.Where(k => k.Length > 0).ToDictionary(k => k, k => judged.Average(j => j[k]), StringComparer.Ordinal);
        if (judged.Count > 1) parts[Deviation] = Descriptive.StandardDeviation([.. judged.Select(j => j[""])]);
        return MetricScore.Of(judged.Average(j => j[""])) with
        {
            Parts = parts,
            Usage = usage,
            Prompt = stamp,
            Note = judged.Count < repeats ? string.Create(CultureInfo.InvariantCulture, $"{judged.Count} of {repeats} judgements") : null,
        };
    }

    /// <summary>Messages as a judge sees them; may be nothing.</summary>
    internal string Said(IEnumerable<TranscriptMessage> messages) => TranscriptRenderer.Render(messages, settings.TerminationSignal);

    /// <summary>The conversation as a judge sees it.</summary>
    /// <exception cref="InputException">There is none.</exception>
    internal string Transcript(string metric, IEnumerable<TranscriptMessage> messages)
    {
        var text = Said(messages);
        return text.Length > 0 ? text : throw new InputException($"{metric} judges a conversation, and messages holds nothing but the end of one.");
    }
}
