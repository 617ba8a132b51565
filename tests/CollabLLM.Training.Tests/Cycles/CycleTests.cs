using CollabLLM.Core;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Cycles;
using CollabLLM.Training.Tests.Files;

namespace CollabLLM.Training.Tests.Cycles;

public sealed class CycleTests : IDisposable
{
    private static readonly CycleRecipe Recipe = CycleRecipe.Smoke with
    {
        Base = CycleRecipe.Smoke.Base with { Tokens = 12_000 },
        Data = CycleRecipe.Smoke.Data with { Goals = 3 },
        Evaluation = new() { Goals = 2, Replies = 1, Probes = 2 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cycle_that_was_killed_ends_with_the_models_of_one_that_never_was_and_its_report_names_them()
    {
        var whole = await RunAsync("whole");
        var stages = Directory.EnumerateFiles(whole, "stage.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(whole, f)).ToList();
        foreach (var stage in new[] { "sft", "dpo", "online-dpo", "ppo", "sft-equal-tokens", "sft-random", "dpo-random", "sft-shuffled", "dpo-shuffled", "ablation-w1" })
        {
            Assert.Contains(Path.Combine("seed-1", stage, "stage.json"), stages);
            Assert.Contains(Path.Combine("seed-1", $"{stage}-measured", "stage.json"), stages);
        }

        foreach (var moment in new[] { "online-dpo", "sft-measured" })
        {
            var killed = Path.Combine(_folder.Path, $"killed-{moment}");
            await Assert.ThrowsAsync<KilledException>(() => RunAsync(Path.GetFileName(killed), new Killer(moment)));
            Assert.Equal(Models(whole), Models(await RunAsync(Path.GetFileName(killed))));
        }

        // Side by side they make the same.
        var lanes = await RunAsync("lanes", lanes: 2);
        Assert.Equal(Models(whole), Models(lanes));
        foreach (var files in new[] { "talks-*.jsonl", "wider.jsonl", "multiturn.json" }) Assert.Equal(Models(whole, files), Models(lanes, files));

        var before = Models(whole).ToList();
        var heard = new Killer(null);
        await RunAsync("whole", heard);
        Assert.Equal(before, Models(whole));
        Assert.Equal(0, heard.Heard);

        var report = CycleReport.Markdown(CycleResults.Of(whole, Recipe), Recipe, "collab cycle builtin --smoke");
        foreach (var stage in new[] { "base", "base-proactive", "sft", "sft-equal-tokens", "ppo", "dpo", "online-dpo", "shipped", "sft-random", "dpo-shuffled", "ablation-w3" })
        {
            Assert.Contains($"\n| {stage} |", report, StringComparison.Ordinal);
        }
        Assert.Contains("\n### At temperature 1, at which their replies were drawn\n", report, StringComparison.Ordinal);
        Assert.Equal(2, report.Split("\n| dpo-shuffled | base |").Length - 1);
        Assert.EndsWith($"`{FileHash.Sha256(Path.Combine(whole, "shared", "shipped", Cycle.ShippedName))}` |\n", report, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", report, StringComparison.Ordinal);
        Assert.Equal(report, CycleReport.Markdown(CycleResults.Of(whole, Recipe), Recipe, "collab cycle builtin --smoke"));
        Assert.Contains("\n## Talks, temperature 0.7\n", report, StringComparison.Ordinal);
        Assert.Equal(2, report.Split("\n| online-dpo | sft-equal-tokens |").Length - 1);
        Assert.Contains("## Requests in other words", report, StringComparison.Ordinal);
        // A model that has learnt next to nothing misses what must be reached.
        Assert.Contains("| shipped: every field right, cooperative user, greedy | ≥ 95 % | 0.0 % (0/2) | **missed** |", report, StringComparison.Ordinal);
        Assert.Contains("<svg", CyclePage.Of(CycleResults.Of(whole, Recipe), Recipe, "collab cycle builtin --smoke").ToString(), StringComparison.Ordinal);

        foreach (var control in new[] { "random", "shuffled" }.SelectMany(name => Directory.GetDirectories(whole, $"*-{name}-measured", SearchOption.AllDirectories))) Directory.Delete(control, recursive: true);
        Assert.Contains("\n## Controls\nNone were run.\n", CycleReport.Markdown(CycleResults.Of(whole, Recipe), Recipe, "collab cycle builtin"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_goes_on_under_its_own_recipe_alone()
    {
        var folder = Path.Combine(_folder.Path, "other");
        Directory.CreateDirectory(folder);
        _ = new Cycle(Recipe, new() { Folder = folder }, TimeProvider.System, null);
        // More seeds are more of the same.
        _ = new Cycle(Recipe with { Seeds = [1, 2], ControlSeeds = 1, AblationSeeds = 0 }, new() { Folder = folder }, TimeProvider.System, null);
        var e = Assert.Throws<TrainingException>(() => new Cycle(Recipe with { Sft = Recipe.Sft with { Steps = 3 } }, new() { Folder = folder }, TimeProvider.System, null));
        Assert.Contains("another recipe", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<TrainingException>(() => new Cycle(Recipe, new() { Folder = folder, Base = "none.gguf" }, TimeProvider.System, null));
        Assert.Contains("none.gguf", e.Message, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string name, Killer? killer = null, int lanes = 1)
    {
        Torch.Start();
        var folder = Path.Combine(_folder.Path, name);
        await new Cycle(Recipe, new() { Folder = folder, Ablations = true, Threads = 1, Lanes = lanes }, TimeProvider.System, killer).RunAsync(TestContext.Current.CancellationToken);
        return folder;
    }

    private static IEnumerable<string> Models(string folder, string files = "*.gguf") =>
        Directory.EnumerateFiles(folder, files, SearchOption.AllDirectories).Select(f => $"{Path.GetRelativePath(folder, f)} {FileHash.Sha256(f)}").Order(StringComparer.Ordinal);

    private sealed class KilledException : Exception;

    private sealed class Killer(string? stage) : IProgress<CycleProgress>
    {
        public int Heard { get; private set; }

        public void Report(CycleProgress value)
        {
            Heard++;
            if (stage is not null && (value.Stage == stage || $"{value.Stage}-measured" == stage && value.Doing == "measuring")) throw new KilledException();
        }
    }
}
