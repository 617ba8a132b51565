using CollabLLM.Cli.CodeRunner;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.CodeRunner;

/// <summary>Real tasks of the benchmark.</summary>
public sealed class BigCodeBenchTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    private const int Rows = 50;
    private const int LeastJudged = 27;

    private static string Tasks => SharedFolder.Require("data/bigcodebench/bigcodebench_dev.jsonl.gz");

    [Fact]
    public async Task Every_reference_solution_passes_or_its_task_is_named_as_infra()
    {
        await sandbox.RequireLibrariesAsync();
        using var collab = new Collab();
        var result = await collab.RunAsync("code", "check", "--input", Tasks, "--limit", "50");
        result.AssertSucceeded();
        var lines = result.OutLines.Where(l => l.StartsWith("BigCodeBench/", StringComparison.Ordinal)).ToList();
        Assert.Equal(Rows, lines.Count);
        var judged = lines.Where(l => l.Contains(" pass ", StringComparison.Ordinal)).ToList();
        Assert.True(judged.Count >= LeastJudged, result.Out);
        Assert.All(lines.Except(judged), l => Assert.Matches(" infra .* is not installed", l));
        Assert.Contains("Not judged (infra): BigCodeBench/", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The tests see the difference: the same tasks, answered with nothing.</summary>
    [Fact]
    public async Task A_body_that_does_nothing_passes_nowhere()
    {
        await sandbox.RequireLibrariesAsync();
        var rows = await CodeRow.ReadAsync(Tasks, "code_prompt", 12, TestContext.Current.CancellationToken);
        var results = await Task.WhenAll(rows.Select(row => sandbox.RunAsync(row.Task with { Code = row.Task.Code + "\n    pass\n" })));
        Assert.All(results, r => Assert.NotEqual(CodeVerdict.Pass, r.Verdict));
        Assert.Contains(results, r => r.Verdict == CodeVerdict.Assert);
    }
}
