using System.CommandLine;
using System.Globalization;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>The way that every training takes from its options to the model it writes.</summary>
internal static class TrainingCommand
{
    /// <param name="name">Of the command.</param>
    /// <param name="description">What it does.</param>
    /// <param name="options">Those that all trainings have.</param>
    /// <param name="more">The method's own.</param>
    /// <param name="check">Refuses what does not go together; null for nothing of its own.</param>
    /// <param name="objective">Reads the data: the objective, and the steps of an epoch, null for data without end.</param>
    public static Command Create(
        CommandRunner run,
        string name,
        string description,
        TrainOptions options,
        IEnumerable<Option> more,
        Action<ParseResult>? check,
        Func<TrainingTask, Task<(TrainingObjective Objective, long? EpochSteps)>> objective)
    {
        var command = new Command(name, description);
        options.AddTo(command, more);
        command.SetAction(run(async (parse, context) =>
        {
            options.Check(parse);
            check?.Invoke(parse);
            return await RunAsync(parse, options, objective, context);
        }));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parse, TrainOptions options, Func<TrainingTask, Task<(TrainingObjective Objective, long? EpochSteps)>> make, CommandContext context)
    {
        var folder = parse.GetRequiredValue(options.Out);
        var isThere = Directory.Exists(folder);
        Policy? policy = null;
        var view = new TrainingView(context.Output, context.Time);
        TrainingObjective objective;
        long? epochSteps;
        try
        {
            policy = options.Base.Load(parse, folder, options.Seed(parse));
            (objective, epochSteps) = await make(new(parse, policy, view, context.Interruption.Leave));
        }
        catch
        {
            policy?.Dispose();
            // Bad input leaves no folder, not even one with a new base.
            if (!isThere && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            throw;
        }
        using var loaded = policy;
        using var optimizer = new AdamWOptimizer(policy.TrainableParameters, options.Optimizer(parse));
        var loop = new TrainingLoop(policy, optimizer, options.Loop(parse, epochSteps), context.Time);
        using var run = new TrainingRun(folder);
        RunState state;
        try
        {
            state = view.Show(() => loop.Run(run, objective, view, context.Interruption.Leave));
        }
        catch (OperationCanceledException)
        {
            context.Output.Say($"What was learnt up to the last checkpoint is kept in {folder}; the same command goes on from there.");
            throw;
        }
        var model = options.Base.Write(parse, policy, folder);
        Summarize(parse.GetValue(options.Json), policy, state, MetricsLog.Read(run.MetricsPath), model, context.Output);
        return ExitCodes.Success;
    }

    private static void Summarize(bool asJson, Policy policy, RunState state, IReadOnlyList<StepMetrics> metrics, string model, CommandOutput output)
    {
        var (last, evaluated) = (metrics is [.., var end] ? end.Values : null, metrics.LastOrDefault(m => m.Evaluation is not null)?.EvaluationValues);
        if (asJson)
        {
            output.WriteJson(new { Model = model, policy.Parameters, state.Step, state.Tokens, state.Loss, BestEvaluation = state.Best, Values = last, EvaluationValues = evaluated });
            return;
        }
        var best = state.Best is { } loss ? string.Create(CultureInfo.InvariantCulture, $", best evaluation {loss:0.0000}") : "";
        output.Print(string.Create(CultureInfo.InvariantCulture, $"{state.Step} steps, {state.Tokens} tokens, last loss {state.Loss:0.0000}{best}"));
        foreach (var (values, where) in new[] { (last, "last step"), (evaluated, "last evaluation") })
        {
            if (values is { Count: > 0 }) output.Print($"{where}: {string.Join(", ", values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:0.0000}")))}");
        }
        output.Print($"{model}: {policy.Parameters} weights. Try it: {Self.Command} chat --model {model}");
    }
}
