using System.Globalization;
using CollabLLM.Core.Statistics;

namespace CollabLLM.Training.Cycles;

/// <summary>What the built-in model and its loop must reach, beside what was measured: set before the recipe was found, and the gains those that the paper's abstract claims.</summary>
internal static class CycleBars
{
    private const double PaperScore = 0.185;
    private const double PaperTokens = -0.104;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Every bar that something was measured for.</summary>
    public static IReadOnlyList<CycleBar> Of(CycleResults results)
    {
        List<CycleBar> bars = [];
        if (results.Table(CycleStages.Shipped, StageMeasures.Cooperative) is { } talks)
        {
            bars.Add(Share("shipped: every field right, cooperative user, greedy", talks.Share(t => t.Right == 1), least: 0.95));
            bars.Add(new("shipped: replies, median of the same talks", "≤ 3", talks.Median(t => t.Replies).ToString("0.#", Culture), talks.Median(t => t.Replies) <= 3));
        }
        if (results.Table(CycleStages.Sft, StageMeasures.Cooperative) is { } sft)
        {
            var fields = sft.All.Average(t => t.Fields);
            bars.Add(new("sft: fields right, cooperative user, greedy", "≥ 97 %", Percent(fields), fields >= 0.97));
        }
        if (results.Probes(CycleStages.Shipped) is { } probes)
        {
            bars.Add(Share("shipped: asks when something is missing", probes.AsksIncomplete, least: 0.95));
            bars.Add(Share("shipped: asks when nothing is", probes.AsksComplete, most: 0.05));
            bars.AddRange(probes.Honest.Select(h => Share($"shipped: honest, {h.Key}", h.Value, least: 0.98)));
        }
        foreach (var than in new[] { CycleStages.Base, CycleStages.Proactive })
        {
            if (results.Tables(CycleStages.OnlineDpo, than, StageMeasures.Terse) is not (var a, var b)) continue;
            bars.Add(Gain($"online-dpo against {than}: task score", a.Gain(b, t => t.Right), PaperScore, Relative));
            bars.Add(Gain($"online-dpo against {than}: tokens read", a.Gain(b, t => t.Read), PaperTokens, Relative));
            bars.Add(Gain($"online-dpo against {than}: interactivity", a.Difference(b, t => t.Interactivity), 0, Absolute));
        }
        if (results.Tables(CycleStages.OnlineDpo, CycleStages.SftEqual, StageMeasures.Terse) is (var online, var equal))
        {
            bars.Add(Gain("online-dpo against sft-equal-tokens: task score", online.Gain(equal, t => t.Right), 0, Relative));
            bars.Add(Gain("online-dpo against sft-equal-tokens: interactivity", online.Difference(equal, t => t.Interactivity), 0, Absolute));
        }
        return bars;
    }

    private static CycleBar Share(string what, Share share, double? least = null, double? most = null) =>
        new(what, least is { } low ? $"≥ {Percent(low)}" : $"≤ {Percent(most!.Value)}", share.ToString(), least is { } l ? share.Value >= l : share.Value <= most!.Value);

    /// <summary>The estimate has to reach the bar, and its whole interval the side of 0 that the bar lies on.</summary>
    private static CycleBar Gain(string what, ConfidenceInterval gain, double bar, Func<double, string> text)
    {
        var down = bar < 0;
        var met = CycleReport.IsFinite(gain) && (down ? gain.Estimate <= bar && gain.High < 0 : gain.Estimate >= bar && gain.Low > 0);
        var wanted = bar == 0 ? "interval above 0" : $"{(down ? "≤" : "≥")} {text(bar)}, interval {(down ? "below" : "above")} 0";
        return new(what, wanted, CycleReport.IsFinite(gain) ? $"{text(gain.Estimate)} [{text(gain.Low)}, {text(gain.High)}]" : "–", met);
    }

    private static string Relative(double value) => $"{CycleReport.Plus(100 * value, 1)} %";

    private static string Absolute(double value) => CycleReport.Plus(value, 3);

    private static string Percent(double value) => string.Create(Culture, $"{100 * value:0.#} %");
}
