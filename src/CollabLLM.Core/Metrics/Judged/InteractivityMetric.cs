using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Metrics.Judged;

/// <summary>
/// How well the assistant worked together with the person, judged over the whole conversation: 1, 0.5 and 0 are described to the judge.
/// The paper's ITR before it is rescaled (collabllm, <c>metrics/interactivity.py</c>), and the same judgement on the two scales that the paper prints.
/// Known to rise above 0.9 quickly and to reward asking: report it beside what was solved.
/// </summary>
/// <param name="scale">One of <see cref="InteractivityScale"/>.</param>
public sealed class InteractivityMetric(Judge judge, string name = InteractivityMetric.RawName, string scale = InteractivityScale.Raw) : IMetric
{
    private const string RawName = "interactivity";

    public string Name => name;

    /// <summary>How the three scales are registered.</summary>
    public static IEnumerable<MetricEntry> Entries(Func<Judge> judge) =>
    [
        Entry(judge, RawName, "how well the assistant worked together with the person, by a judge", InteractivityScale.Raw),
        Entry(judge, "interactivity_1_3", "the same judgement on the anchors of the paper's judge", InteractivityScale.Anchors),
        Entry(judge, "interactivity_rescaled", "the same judgement as the paper prints it", InteractivityScale.Rescaled),
    ];

    public void Check(MetricSubject subject) => judge.Transcript(Name, subject.MessagesFor(Name));

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        // Under one name, so that all scales ask the same question with the same seed: the journal answers it for the others.
        var score = await judge.ScoreAsync(
            RawName, PromptNames.Interactivity, subject,
            new() { ["chat_history"] = judge.Transcript(Name, subject.Messages) },
            reply => [("", reply.Number("interactivity"))],
            cancellationToken);
        return scale == InteractivityScale.Raw || score.Value is not { } raw ? score with { Scale = scale } : Rescaled(score, raw);
    }

    private MetricScore Rescaled(MetricScore score, double raw)
    {
        var parts = new Dictionary<string, double> { ["raw"] = raw };
        var width = InteractivityScale.Of(1, scale) - InteractivityScale.Of(0, scale);
        if (score.Parts.TryGetValue(Judge.Deviation, out var deviation)) parts[Judge.Deviation] = deviation * width;
        return MetricScore.Of(InteractivityScale.Of(raw, scale)) with { Scale = scale, Parts = parts, Note = score.Note, Prompt = score.Prompt, Usage = score.Usage };
    }

    private static MetricEntry Entry(Func<Judge> judge, string name, string summary, string scale) => new(name, summary, scale, () => new InteractivityMetric(judge(), name, scale));
}
