using System.Globalization;
using System.Text;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Statistics;

namespace CollabLLM.Training.Cycles;

/// <summary>A cycle's results as a text, shaped like the paper's Table 1. Made again from the same folder it is the same, but for the times.</summary>
public static class CycleReport
{
    private const string GainColumns = "| stage | against | task score | tokens read | interactivity, 0–1 | as the paper prints it | R* |\n|---|---|---|---|---|---|---|\n";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>What is said of freely worded requests, here and on the page.</summary>
    internal static IEnumerable<(string What, Share Share)> NaturalRows(NaturalProbes natural) =>
    [
        ("asks when something is missing", natural.AsksIncomplete),
        ("asks when nothing is", natural.AsksComplete),
        ("takes a request for what it cannot do", natural.Refused),
        ("values in the first document", natural.Values),
        ("first documents with every value", natural.Documents),
        .. natural.Honest.Select(h => ($"honest: {h.Key}", h.Value)),
    ];

    internal static string NaturalSentence(NaturalProbes natural) =>
        string.Create(Culture, $"{natural.Documents.Of} requests for documents of the world, with answers to what is asked, and messages that ask for none, written by a language model that saw none of the wordings that are learnt from; the shipped model, greedy.");

    /// <summary>Markdown.</summary>
    /// <param name="results">Of a cycle.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="command">What made it, for those who want to make it again.</param>
    public static string Markdown(CycleResults results, CycleRecipe recipe, string command)
    {
        var text = new StringBuilder("# The loop in the world of short documents\n\n");
        text.Append(Culture, $"Made by `{command}`. Seeds {string.Join(", ", recipe.Seeds)}; {recipe.Evaluation.Goals} held-out goals, values never in training; the terse user, whom nothing learns from, at most {recipe.Evaluation.Replies} replies. ");
        text.Append("Intervals: 95 %, goals and seeds drawn again, in pairs where stages are compared (pigeonhole bootstrap). ");
        text.Append("The shipped model is measured on the decoder's fast path, which serves it, all others on the exact one, which drew what they learnt from.\n\n");
        text.Append(Culture, $"## Talks, temperature {recipe.Evaluation.Temperature}\n\n");
        Talks(text, results, recipe, [.. CycleStages.Main, .. CycleStages.Controls], StageMeasures.Terse);
        text.Append("\n## Gains\nsft-equal-tokens has read as many tokens as sft, dpo and online-dpo together, so more than dpo; ppo has read others (the last table).\n\n").Append(GainColumns);
        Gains(text, results, recipe);
        Controls(text, results, recipe);
        text.Append(Culture, $"\n## Talks, temperature {recipe.Evaluation.Hotter}\nThe same goals and user.\n\n");
        Talks(text, results, recipe, CycleStages.Main, StageMeasures.Hotter);
        text.Append('\n').Append(GainColumns);
        Gains(text, results, recipe, StageMeasures.Hotter);
        text.Append("\n## Greedy talks with the cooperative user\n\n");
        Talks(text, results, recipe, CycleStages.Main, StageMeasures.Cooperative);
        Probes(text, results);
        Natural(text, results);
        Bars(text, results);
        Ablations(text, results, recipe);
        Stages(text, results, recipe);
        return text.ToString();
    }

    private static void Talks(StringBuilder text, CycleResults results, CycleRecipe recipe, IEnumerable<string> stages, string file) =>
        Talks(text, recipe, [.. stages.Select(s => results.Table(s, file)).OfType<StageTable>()]);

    private static void Talks(StringBuilder text, CycleRecipe recipe, IReadOnlyList<StageTable> tables)
    {
        text.Append("| stage | task score % | fields % | tokens read | tokens typed | interactivity, 0–1 | as the paper prints it | R* | replies, median | asks first, of incomplete requests | seeds |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var table in tables)
        {
            var interactivity = table.Mean(t => t.Interactivity);
            text.Append(Culture, $"| {table.Stage} | {Percent(table.Mean(t => t.Right))} | {Percent(table.Mean(t => t.Fields))} | {Number(table.Mean(t => t.Read))} | {table.Mean(t => t.Typed).Estimate:0} ");
            text.Append(Culture, $"| {Three(interactivity)} | {InteractivityScale.RawToRescaled(interactivity.Estimate):0.00;−0.00} | {Three(table.Mean(recipe.Reward.Of))} | {table.Median(t => t.Replies):0.#} | {Asking(table)} | {table.Talks.Count} |\n");
        }
        text.Append("\nTask score: every requested field of the last document is right. R*: what the loop teaches towards, of the whole talk. ");
        var failed = tables.Sum(t => t.All.Count(x => x.Failure is not null));
        text.Append(failed == 0 ? "No talk broke off.\n" : string.Create(Culture, $"{failed} talks broke off and count as they stand.\n"));
    }

    private static string Asking(StageTable table) => table.All.Any(t => !t.Complete) ? table.Share(t => t.Asks, t => !t.Complete).ToString() : "–";

    private static void Gains(StringBuilder text, CycleResults results, CycleRecipe recipe, string file = StageMeasures.Terse)
    {
        foreach (var stage in new[] { CycleStages.Sft, CycleStages.Ppo, CycleStages.Dpo, CycleStages.OnlineDpo })
        {
            foreach (var than in new[] { CycleStages.Base, CycleStages.Proactive, CycleStages.SftEqual }) Gain(text, results, recipe, stage, than, file);
        }
    }

    private static void Gain(StringBuilder text, CycleResults results, CycleRecipe recipe, string stage, string than, string file = StageMeasures.Terse)
    {
        if (results.Tables(stage, than, file) is not (var a, var b)) return;
        var interactivity = a.Difference(b, t => t.Interactivity);
        text.Append(Culture, $"| {stage} | {than} | {Signed(a.Gain(b, t => t.Right))} | {Signed(a.Gain(b, t => t.Read))} | {Signed3(interactivity)} | {Plus(4 * interactivity.Estimate, 2)} | {Signed3(a.Difference(b, recipe.Reward.Of))} |\n");
    }

    private static void Controls(StringBuilder text, CycleResults results, CycleRecipe recipe)
    {
        text.Append("\n## Controls\n");
        if (CycleStages.Controls.All(s => results.Table(s, StageMeasures.Terse) is null))
        {
            text.Append("None were run.\n");
            return;
        }
        text.Append("The same turns and as many steps, but their replies chosen at random or by rewards that belong to other replies: there must be no gain. Their tokens differ a little, because their replies do (the last table). The first table above says for how many seeds, from the first, they were run.\n");
        foreach (var (temperature, file) in new[] { (recipe.Data.Temperature, StageMeasures.AsDrawn), (recipe.Evaluation.Temperature, StageMeasures.Terse) })
        {
            text.Append(Culture, $"\n### At temperature {temperature}{(file == StageMeasures.AsDrawn ? ", at which their replies were drawn" : "")}\n\n");
            text.Append(GainColumns);
            foreach (var stage in CycleStages.Controls) Gain(text, results, recipe, stage, CycleStages.Base, file);
        }
    }

    private static void Probes(StringBuilder text, CycleResults results)
    {
        List<(string Stage, WorldProbes Probes)> probes = [.. CycleStages.Main.Select(s => (s, results.Probes(s))).Where(p => p.Item2 is not null).Select(p => (p.s, p.Item2!))];
        if (probes.Count == 0) return;
        var kinds = probes[0].Probes.Honest.Keys;
        text.Append(Culture, $"\n## First messages, greedy\nOf messages from elsewhere, the first that the model has room for; composed ones and small talk are drawn like those that it learns from.\n\n| stage | asks when something is missing | asks when nothing is | fields right at once, of complete requests | honest: {string.Join(" | honest: ", kinds)} |\n");
        text.Append(string.Concat(Enumerable.Repeat("|---", 4 + kinds.Count()))).Append("|\n");
        foreach (var (stage, p) in probes) text.Append(Culture, $"| {stage} | {p.AsksIncomplete} | {p.AsksComplete} | {p.FieldsComplete} | {string.Join(" | ", kinds.Select(k => p.Honest[k]))} |\n");
    }

    private static void Natural(StringBuilder text, CycleResults results)
    {
        if (results.Natural is not { } natural) return;
        text.Append(Culture, $"\n## Requests in other words than the world's\n{NaturalSentence(natural)}\n\n| | {CycleStages.Shipped} |\n|---|---|\n");
        foreach (var (what, share) in NaturalRows(natural)) text.Append(Culture, $"| {what} | {share} |\n");
    }

    private static void Bars(StringBuilder text, CycleResults results)
    {
        var bars = CycleBars.Of(results);
        if (bars.Count == 0) return;
        text.Append("\n## What must be reached\n\n| | wanted | measured | |\n|---|---|---|---|\n");
        foreach (var bar in bars) text.Append(Culture, $"| {bar.What} | {bar.Wanted} | {bar.Measured} | {(bar.IsMet ? "reached" : "**missed**")} |\n");
    }

    private static void Ablations(StringBuilder text, CycleResults results, CycleRecipe recipe)
    {
        var all = results.Ablations(recipe);
        if (all.Count == 0) return;
        text.Append(Culture, $"\n## Ablations\nOffline DPO from the SFT model on rewards of other parts and windows, computed from the same futures; dpo is the whole reward in the window {recipe.Data.Window}. ablation-helpfulness counts the fields that a reply gets right by itself, and stands for the paper's single-turn reward, which is a judge's.\n\n");
        Talks(text, recipe, [.. all.Select(a => a.Table)]);
        List<string> missing = [.. CycleStages.Ablations(recipe).Select(a => a.Name).Except(all.Select(a => a.Table.Stage))];
        if (missing.Count > 0) text.Append(Culture, $"Without a row, because no two replies differ under that reward or it was not run yet: {string.Join(", ", missing)}.\n");
    }

    private static void Stages(StringBuilder text, CycleResults results, CycleRecipe recipe)
    {
        text.Append("\n## What was trained\n\n| seed | stage | steps | tokens | examples | minutes | SHA-256 |\n|---|---|---|---|---|---|---|\n");
        IEnumerable<(long? Seed, string Stage)> all =
        [
            (null, CycleStages.Base),
            .. results.Seeds.SelectMany(s => CycleStages.Main.Concat(CycleStages.Controls).Concat(CycleStages.Ablations(recipe).Select(a => a.Name)).Select(n => ((long?)s, n))),
            (null, CycleStages.Shipped),
        ];
        foreach (var (seed, stage) in all)
        {
            if (results.Trained(seed, stage) is not { } t) continue;
            text.Append(Culture, $"| {seed?.ToString(Culture) ?? "all"} | {stage} | {t.Steps} | {t.Tokens} | {(t.Examples > 0 ? t.Examples.ToString(Culture) : "–")} | {t.Seconds / 60:0.0} | `{t.Sha256}` |\n");
        }
    }

    private static string Percent(ConfidenceInterval value) => string.Create(Culture, $"{100 * value.Estimate:0.0} [{100 * value.Low:0.0}, {100 * value.High:0.0}]");

    private static string Number(ConfidenceInterval value) => string.Create(Culture, $"{value.Estimate:0} [{value.Low:0}, {value.High:0}]");

    private static string Three(ConfidenceInterval value) => string.Create(Culture, $"{value.Estimate:0.000} [{value.Low:0.000}, {value.High:0.000}]");

    private static string Signed3(ConfidenceInterval value) => $"{Plus(value.Estimate, 3)} [{Plus(value.Low, 3)}, {Plus(value.High, 3)}]";

    /// <summary>A gain over nothing is none.</summary>
    private static string Signed(ConfidenceInterval value) => !IsFinite(value) ? "–" : $"{Plus(100 * value.Estimate, 1)} % [{Plus(100 * value.Low, 1)}, {Plus(100 * value.High, 1)}]";

    internal static bool IsFinite(ConfidenceInterval value) => double.IsFinite(value.Estimate) && double.IsFinite(value.Low) && double.IsFinite(value.High);

    /// <summary>With its sign; what rounds to nothing is +0, since a format with two parts would write both signs before it.</summary>
    internal static string Plus(double value, int digits)
    {
        var rounded = Math.Round(value, digits);
        return (rounded < 0 ? "−" : "+") + Math.Abs(rounded).ToString($"F{digits}", Culture);
    }
}
