using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Metrics;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>
/// Whether a program passes the tests of its task: 1 or 0, as the paper scores BigCodeBench. The metadata of the goal holds <c>entry_point</c> and
/// <c>test</c>, and may hold <c>libs</c>; the completion is the program, between fences or not. What cannot be judged here is a failure, never a 0.
/// </summary>
/// <param name="checkReference">
/// Whether a task counts only when its reference passes here: <c>code_prompt</c> and <c>canonical_solution</c> of the metadata, else the completion of
/// the goal. Each task's reference runs once.
/// </param>
internal sealed class PassRateMetric(PythonRunner runner, bool checkReference = false) : IMetric
{
    private readonly ConcurrentDictionary<(string Code, string Test), Lazy<Task<CodeResult>>> _references = new();

    public string Name => "pass_rate";

    public void Check(MetricSubject subject) => Needed(subject);

    /// <exception cref="CommandException">There is no isolation here, and nobody said that there need not be.</exception>
    /// <inheritdoc/>
    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var goal = subject.Goal;
        var (completion, test, entry) = Needed(subject);
        var task = new CodeTask(PythonSource.Unfenced(completion), test, entry);
        if (TaskLibraries.Of(goal.Metadata["libs"]) is { } libraries) task = task with { Libraries = libraries };
        if (checkReference && await WhyNotAsync(goal, task, cancellationToken) is { } reason) return Failed(reason);
        var result = await runner.RunAsync(task, cancellationToken);
        return result.Verdict == CodeVerdict.Infra ? Failed(result.Detail) : Scored(result);
    }

    private static MetricScore Scored(CodeResult result) => MetricScore.Of(result.Verdict == CodeVerdict.Pass ? 1 : 0) with
    {
        Parts = new Dictionary<string, double>
        {
            ["tests_passed"] = result.Fraction ?? 0,
            ["tests"] = result.Tests,
            ["failed"] = result.Failed,
            ["errored"] = result.Errored,
        },
        Note = result.Detail.Length == 0 ? result.Word : $"{result.Word}: {result.Detail}",
    };

    private static MetricScore Failed(string detail) => MetricScore.Failed(FailureKind.Infrastructure, $"infra: {detail}.");

    private async Task<string?> WhyNotAsync(Goal goal, CodeTask task, CancellationToken cancellationToken)
    {
        var canonical = Optional(goal, CodeRow.Canonical);
        var code = canonical is null ? PythonSource.Unfenced(goal.Completion) : Optional(goal, "code_prompt") + canonical;
        if (code.Length == 0) throw new InputException($"{Row(goal)} has no {CodeRow.Canonical} and no completion of its own that could be checked first.");
        // The run is shared between rows of one task: it ends with the runner, not with the row that happened to ask first.
        var check = _references.GetOrAdd((code, task.Test), _ => new(() => runner.RunAsync(task with { Code = code }, CancellationToken.None)));
        var result = ReferenceCheck.Judged(await check.Value.WaitAsync(cancellationToken));
        return result.Verdict == CodeVerdict.Pass ? null : result.Detail;
    }

    private static (string Completion, string Test, string Entry) Needed(MetricSubject subject)
    {
        var (test, entry) = (Field(subject.Goal, "test"), Field(subject.Goal, "entry_point"));
        return (subject.Completion ?? throw new InputException($"{Row(subject.Goal)} has no completion, and pass_rate runs one."), test, entry);
    }

    private static string Field(Goal goal, string field)
    {
        if (Optional(goal, field) is { Length: > 0 } text) return text;
        throw new InputException(goal.Metadata[field] is null
            ? $"{Row(goal)} has no metadata.{field}, and pass_rate needs it."
            : $"{Row(goal)}: metadata.{field} must be a text that is not empty.");
    }

    private static string? Optional(Goal goal, string field) =>
        goal.Metadata[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Row(Goal goal) => goal.Id.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"Row {goal.Id}") : "The row";
}
