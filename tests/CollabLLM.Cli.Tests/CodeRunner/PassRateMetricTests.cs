using System.Text.Json.Nodes;
using CollabLLM.Cli.CodeRunner;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;

namespace CollabLLM.Cli.Tests.CodeRunner;

public sealed class PassRateMetricTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IDisposable
{
    private readonly PythonRunner _runner = SandboxFixture.Runner(new());

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task A_solution_scores_one_and_a_wrong_program_zero_with_the_fraction_beside_it()
    {
        var right = await ScoreAsync($"Sure!\n```python\n{TwoTests.Solution}\n```");
        Assert.Equal((1.0, "pass", "0–1"), (right.Value, right.Note, right.Scale));
        var half = await ScoreAsync("def task_func(x): return 2");
        Assert.Equal(0.0, half.Value);
        Assert.Equal((0.5, 2.0, 1.0, 0.0), (half.Parts["tests_passed"], half.Parts["tests"], half.Parts["failed"], half.Parts["errored"]));
        Assert.StartsWith("assert: test_second", half.Note, StringComparison.Ordinal);
        Assert.Equal(0.0, (await ScoreAsync("I do not know.")).Value);
        Assert.Equal(0.0, (await ScoreAsync("")).Value);
    }

    [Fact]
    public async Task What_cannot_be_judged_is_a_failure_and_no_score()
    {
        var score = await ScoreAsync("import absent_one\n" + TwoTests.Solution, m => m["libs"] = "['absent_one']");
        Assert.Null(score.Value);
        Assert.Equal(new Failure(FailureKind.Infrastructure, "infra: the library absent_one is not installed."), score.Failure);
    }

    [Theory]
    [InlineData("test", "Row 7 has no metadata.test, and pass_rate needs it.")]
    [InlineData("entry_point", "Row 7 has no metadata.entry_point, and pass_rate needs it.")]
    public async Task A_goal_without_tests_is_bad_input(string field, string sentence)
    {
        var error = await Assert.ThrowsAsync<InputException>(() => ScoreAsync(TwoTests.Solution, m => m.Remove(field)));
        Assert.Equal(sentence, error.Message);
        error = await Assert.ThrowsAsync<InputException>(() => ScoreAsync(TwoTests.Solution, m => m[field] = 3));
        Assert.Equal($"Row 7: metadata.{field} must be a text that is not empty.", error.Message);
    }

    [Fact]
    public async Task A_subject_without_program_is_bad_input() =>
        Assert.Equal("Row 7 has no completion, and pass_rate runs one.", (await Assert.ThrowsAsync<InputException>(() => ScoreAsync(null))).Message);

    [Theory]
    [InlineData("    return x + 1", null)]
    [InlineData("    return 0", "infra: the reference solution does not pass here (assert): test_first: AssertionError: 0 != 2.")]
    public async Task On_request_a_task_counts_only_when_its_reference_passes(string body, string? reason)
    {
        var score = await ScoreAsync(
            TwoTests.Solution,
            m => (m["code_prompt"], m["canonical_solution"]) = ("def task_func(x):\n", body),
            checkReference: true);
        Assert.Equal(reason, score.Failure?.Reason);
        Assert.Equal(reason is null ? 1.0 : null, score.Value);
    }

    [Fact]
    public async Task Without_canonical_solution_the_goals_own_completion_is_the_reference()
    {
        Assert.Equal(1.0, (await ScoreAsync(TwoTests.Solution, checkReference: true)).Value);
        Assert.Equal(0.0, (await ScoreAsync("def task_func(x): return 2", checkReference: true)).Value);
    }

    private Task<MetricScore> ScoreAsync(string? program, Action<JsonObject>? change = null, bool checkReference = false)
    {
        sandbox.Require();
        JsonObject metadata = new() { ["entry_point"] = TwoTests.EntryPoint, ["test"] = TwoTests.Source };
        change?.Invoke(metadata);
        MetricSubject subject = new()
        {
            Goal = new("7", "The successor.", TwoTests.Solution) { Metadata = metadata },
            Messages = [],
            Completion = program,
        };
        return new PassRateMetric(_runner, checkReference).ScoreAsync(subject, TestContext.Current.CancellationToken);
    }
}
