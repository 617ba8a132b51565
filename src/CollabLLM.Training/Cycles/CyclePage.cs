using System.Globalization;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Statistics;
using CollabLLM.Training.Reports;

namespace CollabLLM.Training.Cycles;

/// <summary>A cycle's results as a page of plots, each with its numbers; what <see cref="CycleReport"/> says in tables.</summary>
public static class CyclePage
{
    /// <summary>Makes the page.</summary>
    /// <param name="results">Of a cycle.</param>
    /// <param name="recipe">Its recipe.</param>
    /// <param name="command">What made it.</param>
    public static ReportPage Of(CycleResults results, CycleRecipe recipe, string command)
    {
        List<StageTable> stages = [.. CycleStages.Main.Concat(CycleStages.Controls).Select(s => results.Table(s, StageMeasures.Terse)).OfType<StageTable>()];
        var seeds = stages.Select(s => s.Talks.Count).DefaultIfEmpty().Max();
        var page = new ReportPage("The loop in the world of short documents");
        page.Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Made by {command}. {recipe.Evaluation.Goals} held-out goals whose values were never in training, the terse user, whom nothing learns from, temperature {recipe.Evaluation.Temperature}, at most {recipe.Evaluation.Replies} replies, {seeds} {(seeds == 1 ? "seed" : "seeds")}. Intervals: 95 %, goals and seeds drawn again."));
        if (stages.Count == 0) return page.Paragraph("Nothing has been measured yet.");
        page.Plot(Dots("Documents with every field right", "The task score: one wrong field makes a document useless.", "% of talks", stages, t => 100 * t.Right));
        page.Plot(Dots("What the user reads", "In cl100k, so that models with other vocabularies can be compared.", "tokens of a talk", stages, t => t.Read));
        page.Plot(Dots(
            "Interactivity",
            $"Understanding, questions and suggestions by rule, {InteractivityScale.Raw}. The paper prints {InteractivityScale.Rescaled}, on which a difference is four times as large.",
            "0–1",
            stages,
            t => t.Interactivity));
        page.Plot(Dots("R*", "What the loop teaches towards, of whole talks.", "R*", stages, recipe.Reward.Of));
        foreach (var than in new[] { CycleStages.Base, CycleStages.Proactive, CycleStages.SftEqual }) Gains(page, results, than);
        Controls(page, results, recipe);
        List<StageTable> hotter = [.. CycleStages.Main.Select(s => results.Table(s, StageMeasures.Hotter)).OfType<StageTable>()];
        if (hotter.Count > 0)
        {
            page.Heading(string.Create(CultureInfo.InvariantCulture, $"The same at temperature {recipe.Evaluation.Hotter}"));
            page.Plot(Dots("Documents with every field right, hotter", "", "% of talks", hotter, t => 100 * t.Right));
            page.Plot(Dots("What the user reads, hotter", "", "tokens of a talk", hotter, t => t.Read));
            page.Plot(Dots("Interactivity, hotter", "", "0–1", hotter, t => t.Interactivity));
        }
        Ablations(page, results, recipe);
        Probes(page, results);
        Natural(page, results);
        var bars = CycleBars.Of(results);
        if (bars.Count > 0) page.Heading("What must be reached").Table(["", "wanted", "measured", ""], bars.Select(b => (IReadOnlyList<string>)[b.What, b.Wanted, b.Measured, b.IsMet ? "reached" : "missed"]));
        return page;
    }

    private static DotPlot Dots(string title, string sentence, string name, IEnumerable<StageTable> stages, Func<TalkOutcome, double> value) => new()
    {
        Title = title,
        Sentence = sentence,
        ValueName = name,
        Values = [.. stages.Select(s => Row(s.Stage, s.Mean(value), CycleStages.Controls.Contains(s.Stage) ? 1 : 0))],
    };

    private static void Gains(ReportPage page, CycleResults results, string than)
    {
        IEnumerable<(StageTable A, StageTable B)> pairs = CycleStages.Main.Concat(CycleStages.Controls).Where(s => s != than).Select(s => results.Tables(s, than, StageMeasures.Terse)).OfType<(StageTable, StageTable)>();
        List<DotPlotRow> rows = [.. pairs.Select(p => (p.A.Stage, Gain: p.A.Gain(p.B, t => t.Right))).Where(g => CycleReport.IsFinite(g.Gain)).Select(g => Row(g.Stage, Hundredfold(g.Gain), CycleStages.Controls.Contains(g.Stage) ? 1 : 0))];
        if (rows.Count == 0) return;
        page.Plot(new DotPlot
        {
            Title = $"Gain in the task score over {than}",
            Sentence = "Relative, the same goals under the same seeds." + (than == CycleStages.Base && rows.Exists(r => CycleStages.Controls.Contains(r.Label)) ? " Controls, in the second colour, must not differ from the base." : ""),
            ValueName = "%",
            Values = rows,
            Reference = 0,
        });
    }

    private static void Controls(ReportPage page, CycleResults results, CycleRecipe recipe)
    {
        IEnumerable<(StageTable A, StageTable B)> pairs = CycleStages.Controls.Select(s => results.Tables(s, CycleStages.Base, StageMeasures.AsDrawn)).OfType<(StageTable, StageTable)>();
        List<DotPlotRow> rows = [.. pairs.Select(p => Row(p.A.Stage, p.A.Difference(p.B, recipe.Reward.Of), 1))];
        if (rows.Count == 0) return;
        page.Plot(new DotPlot
        {
            Title = "Controls: gain in R* over base",
            Sentence = string.Create(CultureInfo.InvariantCulture, $"At temperature {recipe.Data.Temperature}, at which their replies were drawn: choices that mean nothing must not gain."),
            ValueName = "R*",
            Values = rows,
            Reference = 0,
        });
    }

    private static void Ablations(ReportPage page, CycleResults results, CycleRecipe recipe)
    {
        var all = results.Ablations(recipe);
        if (all.Count == 0) return;
        page.Heading("Ablations").Paragraph(string.Create(
            CultureInfo.InvariantCulture, $"Offline DPO from the SFT model on pairs by other rewards, and in other windows, all computed from the same futures; dpo is the whole reward in the window {recipe.Data.Window}. ablation-helpfulness counts the fields that a reply gets right by itself, and stands for the paper's single-turn reward, which is a judge's."));
        List<StageTable> stages = [.. all.Select(a => a.Table)];
        page.Plot(Dots("Documents with every field right, by reward", "", "% of talks", stages, t => 100 * t.Right));
        page.Plot(Dots("What the user reads, by reward", "", "tokens of a talk", stages, t => t.Read));
        page.Plot(Dots("Interactivity, by reward", "", "0–1", stages, t => t.Interactivity));
        List<PlotPoint> windows = [.. all.Where(a => a.Window is not null).OrderBy(a => a.Window).Select(a => Point(a.Window!.Value, a.Table.Mean(t => 100 * t.Right)))];
        if (windows.Count < 2) return;
        page.Plot(new LinePlot { Title = "Documents with every field right, by window", Sentence = "w = 0 scores a reply by what was said up to it.", XName = "w", YName = "% of talks", Series = [new("dpo", windows)] });
    }

    private static void Probes(ReportPage page, CycleResults results)
    {
        List<(string Stage, WorldProbes Probes)> probes = [.. CycleStages.Main.Select(s => (s, results.Probes(s))).Where(p => p.Item2 is not null).Select(p => (p.s, p.Item2!))];
        if (probes.Count == 0) return;
        List<(string What, Func<WorldProbes, Share> Of)> rows =
        [
            ("asks when something is missing", p => p.AsksIncomplete),
            ("asks when nothing is", p => p.AsksComplete),
            ("fields right at once", p => p.FieldsComplete),
            .. probes[0].Probes.Honest.Keys.Select(kind => ($"honest: {kind}", (Func<WorldProbes, Share>)(p => p.Honest[kind]))),
        ];
        page.Heading("First messages, greedy").Table(
            ["", .. probes.Select(p => p.Stage)],
            rows.Select(r => (IReadOnlyList<string>)[r.What, .. probes.Select(p => $"{r.Of(p.Probes)}")]));
    }

    private static void Natural(ReportPage page, CycleResults results)
    {
        if (results.Natural is not { } natural) return;
        page.Heading("Requests in other words than the world's").Paragraph(CycleReport.NaturalSentence(natural)).Table(["", CycleStages.Shipped], CycleReport.NaturalRows(natural).Select(r => (IReadOnlyList<string>)[r.What, $"{r.Share}"]));
    }

    private static DotPlotRow Row(string label, ConfidenceInterval value, int group) => new(label, value.Estimate, value.Low, value.High, group);

    private static PlotPoint Point(int x, ConfidenceInterval value) => new(x, value.Estimate, value.Low, value.High);

    private static ConfidenceInterval Hundredfold(ConfidenceInterval value) => new(100 * value.Estimate, 100 * value.Low, 100 * value.High, value.Confidence);
}
