using System.Globalization;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Reports;

/// <summary>The curves of a run as a page: loss and evaluation, what the objective measured, learning rate, gradients, speed, and the settings.</summary>
public static class TrainingReport
{
    private const int MostPoints = 200;
    private static readonly string[] Rewards = [MetricNames.ChosenReward, MetricNames.RejectedReward];

    private static readonly Dictionary<string, (string Title, string Sentence)> Known = new(StringComparer.Ordinal)
    {
        [MetricNames.Margin] = ("Margin", "How much more the chosen replies have gained on the reference than the rejected ones."),
        [MetricNames.Accuracy] = ("Accuracy", "Share of pairs whose chosen reply has the higher reward."),
        [MetricNames.Kl] = ("Divergence from the reference", "Estimated, in nats."),
        [MetricNames.Rehearsed] = ("Loss of what is said again", "Of documents that are learnt beside, so that they are not forgotten."),
        [MetricNames.Reward] = ("Reward", "Mean of the replies that were drawn while training, and of those to other goals at evaluations."),
    };

    /// <summary>Makes the page.</summary>
    /// <param name="title">Of the page.</param>
    /// <param name="steps">The run so far.</param>
    /// <param name="settings">What it ran under.</param>
    public static ReportPage Of(string title, IReadOnlyList<StepMetrics> steps, IReadOnlyDictionary<string, string> settings)
    {
        var page = new ReportPage(title);
        if (steps.Count == 0) return Settings(page.Paragraph("No step has been taken yet."), settings);
        var (first, last) = (steps[0], steps[^1]);
        StepMetrics[] evaluated = [.. steps.Where(s => s.Evaluation is not null)];
        // Online runs are evaluated by the reward, which has a plot of its own.
        var isRewarded = evaluated.Any(s => s.EvaluationValues?.ContainsKey(MetricNames.Reward) == true);
        var best = evaluated.Min(s => s.Evaluation);
        page.Paragraph(
            $"{Number(last.Step)} steps over {Number(last.Tokens)} tokens. The loss went from {PlotNumbers.Text(first.Loss)} to {PlotNumbers.Text(last.Loss)}"
            + (evaluated.Length == 0 ? "." : $"; the {(isRewarded ? "reward of the " : "")}{(evaluated.Length == 1 ? "evaluation" : $"best of {evaluated.Length} evaluations")} was {PlotNumbers.Text((isRewarded ? -best : best)!.Value)}."));
        if (steps.Count > MostPoints) page.Paragraph($"Each point of a line is the mean of {Together(steps.Count)} steps, the band around it goes from the lowest to the highest of them.");
        page.Plot(Plot("Loss", "Of each step before it changed anything, and of the evaluations.", "loss", [Line("training", steps, s => s.Loss), .. isRewarded ? [] : (PlotSeries[])[Points("evaluation", evaluated, s => s.Evaluation!.Value)]]));
        foreach (var plot in Measured(steps, evaluated)) page.Plot(plot);
        page.Plot(Plot("Learning rate", "", "rate", [Line("rate", steps, s => s.Rate)]));
        page.Plot(Plot("Norm of the gradients", "Before clipping.", "norm", [Line("norm", steps, s => s.GradientNorm)]));
        page.Plot(Plot("Speed", "Tokens of each step, padding not counted, over its time.", "tokens/s", [Line("speed", steps, s => s.TokensPerSecond)]));
        return Settings(page, settings);
    }

    private static IEnumerable<LinePlot> Measured(IReadOnlyList<StepMetrics> steps, StepMetrics[] evaluated)
    {
        string[] names = [.. steps.SelectMany(s => (s.Values?.Keys ?? []).Concat(s.EvaluationValues?.Keys ?? [])).Distinct(StringComparer.Ordinal)];
        foreach (var name in names.Except(Rewards).OrderBy(n => n, StringComparer.Ordinal))
        {
            var (title, sentence) = Known.GetValueOrDefault(name, (name, ""));
            yield return Plot(title, sentence, name, [Line("training", steps, s => Value(s.Values, name)), Points("evaluation", evaluated, s => Value(s.EvaluationValues, name))]);
        }
        if (!names.Intersect(Rewards).Any()) yield break;
        yield return Plot(
            "Rewards",
            "What the policy has learnt to prefer: beta times log π − log π of the reference.",
            "reward",
            [
                Line("chosen", steps, s => Value(s.Values, MetricNames.ChosenReward)),
                Line("rejected", steps, s => Value(s.Values, MetricNames.RejectedReward)),
                Points("chosen, evaluation", evaluated, s => Value(s.EvaluationValues, MetricNames.ChosenReward)),
                Points("rejected, evaluation", evaluated, s => Value(s.EvaluationValues, MetricNames.RejectedReward)),
            ]);
    }

    private static double Value(IReadOnlyDictionary<string, double>? values, string name) => values is not null && values.TryGetValue(name, out var value) ? value : double.NaN;

    private static LinePlot Plot(string title, string sentence, string name, IEnumerable<PlotSeries> series) => new()
    {
        Title = title,
        Sentence = sentence,
        XName = "step",
        YName = name,
        Series = [.. series.Where(s => s.Points.Count > 0)],
    };

    private static int Together(int steps) => (steps + MostPoints - 1) / MostPoints;

    /// <summary>Every step, or the means of a few in a row.</summary>
    private static PlotSeries Line(string name, IReadOnlyList<StepMetrics> steps, Func<StepMetrics, double> value)
    {
        var together = Together(steps.Count);
        if (together == 1) return Points(name, steps, value);
        List<PlotPoint> points = [];
        foreach (var part in steps.Chunk(together))
        {
            double[] values = [.. part.Select(value).Where(double.IsFinite)];
            if (values.Length > 0) points.Add(new(part[^1].Step, values.Average(), values.Min(), values.Max()));
        }
        return new(name, points);
    }

    private static PlotSeries Points(string name, IEnumerable<StepMetrics> steps, Func<StepMetrics, double> value) =>
        new(name, [.. steps.Select(s => new PlotPoint(s.Step, value(s))).Where(p => double.IsFinite(p.Y))]);

    private static ReportPage Settings(ReportPage page, IReadOnlyDictionary<string, string> settings) =>
        page.Heading("Settings").Table([], settings.Select(s => (IReadOnlyList<string>)[s.Key, s.Value]));

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
