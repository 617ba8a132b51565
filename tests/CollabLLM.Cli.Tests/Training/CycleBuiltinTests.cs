using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Training;

public sealed class CycleBuiltinTests : IDisposable
{
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task The_smoke_cycle_runs_every_stage_and_reports_it()
    {
        var folder = Path.Combine(_collab.Root, "cycle");
        var result = (await _collab.RunAsync("cycle", "builtin", "--smoke", "--threads", "1", "--out", folder)).AssertSucceeded();
        foreach (var stage in new[] { "base", "base-proactive", "sft", "sft-equal-tokens", "ppo", "dpo", "online-dpo", "shipped", "dpo-random", "dpo-shuffled" })
        {
            Assert.Contains($"| {stage} |", result.Out, StringComparison.Ordinal);
        }
        Assert.Equal(result.Out.TrimEnd(), (await File.ReadAllTextAsync(Path.Combine(folder, "report.md"), TestContext.Current.CancellationToken)).TrimEnd());
        Assert.Contains("<svg", await File.ReadAllTextAsync(Path.Combine(folder, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var model = Path.Combine(folder, "shared", "shipped", "collab-builtin.gguf");
        (await _collab.RunAsync("chat", "--model", model, "--temperature", "0", "--max-tokens", "5", "Write an invitation.")).AssertSucceeded();
    }

    [Theory]
    [InlineData("--full --smoke", ExitCodes.Usage, "--full and --smoke do not go together.")]
    [InlineData("--seed 2", ExitCodes.Usage, "--seed goes with --full; without it there is one seed.")]
    [InlineData("--full --seed 2 9", ExitCodes.BadInput, "The recipe has no seed 9; it has 1, 2, 3.")]
    [InlineData("--smoke --recipe x.json", ExitCodes.Usage, "--recipe does not go with it.")]
    [InlineData("--base none.gguf", ExitCodes.BadInput, "The base none.gguf is not there: name one with --base, or make it with --full.")]
    [InlineData("--full --recipe none.json", ExitCodes.BadInput, "none.json cannot be read")]
    public async Task What_cannot_be_is_refused_and_leaves_nothing(string options, int code, string problem)
    {
        var folder = Path.Combine(_collab.Root, "cycle");
        (await _collab.RunAsync(["cycle", "builtin", .. options.Split(' '), "--out", folder])).AssertFailed(code, problem);
        Assert.False(Directory.Exists(folder));
    }
}
