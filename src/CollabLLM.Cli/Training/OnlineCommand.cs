using System.CommandLine;
using System.Globalization;
using CollabLLM.Cli.Metrics;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Datasets.SingleTurn;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.World;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>The way that every online training takes: conversations with a simulated user, their rewards, and steps with what they say.</summary>
internal static class OnlineCommand
{
    /// <param name="name">Of the command.</param>
    /// <param name="description">What it does.</param>
    /// <param name="usual">The method's defaults.</param>
    /// <param name="updates">Whether a step may learn from its replies several times.</param>
    /// <param name="more">The method's own options.</param>
    /// <param name="objective">Makes the method's objective, and what is to be freed with it.</param>
    public static Command Create(
        CommandRunner run, string name, string description, OnlineDefaults usual, bool updates, IEnumerable<Option> more, Func<OnlineTask, (TrainingObjective Objective, IDisposable? Owned)> objective)
    {
        var options = new OnlineOptionSet(usual, updates);
        var command = new Command(name, description);
        options.AddTo(command, more);
        command.SetAction(run((parse, context) => RunAsync(parse, options, objective, context)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, OnlineOptionSet options, Func<OnlineTask, (TrainingObjective Objective, IDisposable? Owned)> make, CommandContext context)
    {
        options.Check(parse);
        await using var run = Run.Open(parse, options.Run, context);
        var goals = await GoalsAsync(parse, options, run, parse.GetRequiredValue(options.Goals), () => DocumentWishes.Goals(options.GoalsOfWorld(parse), ValuePart.Training, run.Seed));
        // Always the same of the world, so that runs of several seeds can be compared.
        IReadOnlyList<Goal> held = parse.GetValue(options.Evaluation.On) is { } evaluation
            ? await GoalsAsync(parse, options, run, evaluation, () => DocumentWishes.Goals(OnlineOptionSet.EvaluationGoals, ValuePart.HeldOut, 0))
            : [];
        var library = PromptLibrary.Load(parse.GetValue(options.Run.Prompts));
        var caller = new PromptCaller(run.Calls, library);
        var isWorld = parse.GetValue(options.Goals) == OnlineOptionSet.World;
        var user = await UserPlayer.MakeAsync(parse, options.Players, run, [.. goals, .. held], caller, library.Get, isWorld ? PlayerOptions.World : null);
        var simulation = UserPlayer.Simulation(parse, options.Players);
        using var metrics = await options.Reward.MetricsAsync(parse, caller, simulation.TerminationSignal, run);
        var task = new RolloutTask
        {
            Goals = goals,
            User = user.User,
            Score = metrics.Set.ScoreAsync,
            ScoredBy = ScoredBy(metrics),
            Rule = options.Reward.Rule(parse),
            Allocation = options.Reward.Allocation(parse),
            Simulation = simulation,
        };
        using var policy = options.Base.Load(parse, run.Folder.File(""), run.Seed);
        var view = new TrainingView(context.Output, context.Time, "talks of the first step");
        var rollouts = new SimulatedRollouts(task, options.Rollouts(parse, run.Seed), context.Time, view);
        var recorded = new RecordedRollouts(rollouts, run.Folder.File("rollouts"));
        var (objective, owned) = make(new(parse, policy, recorded, options.Updates(parse, run.Seed), context.Time, context.Interruption.Leave));
        using var __ = owned;
        if (held.Count > 0)
        {
            var once = new SimulatedRollouts(task with { Goals = held }, options.Rollouts(parse, run.Seed) with { Contexts = held.Count, Replies = 1 }, context.Time);
            objective = objective.EvaluatedOn(policy, new RecordedRollouts(once, run.Folder.File("evaluation"), byWeights: true), context.Time, context.Interruption.Leave);
        }
        using var optimizer = new AdamWOptimizer(objective.Parameters!);
        var loop = new TrainingLoop(policy, optimizer, options.Loop(parse, recorded.EpochSteps!.Value), context.Time);
        RunState state;
        using (var training = new TrainingRun(run.Folder.File("")))
        {
            try
            {
                state = view.Show(() => loop.Run(training, objective, view, context.Interruption.Leave));
            }
            catch (OperationCanceledException)
            {
                context.Output.Say($"What was learnt up to the last checkpoint is kept in {parse.GetValue(options.Run.Out)}; the same command goes on from there.");
                throw;
            }
        }
        var model = options.Base.Write(parse, policy, run.Folder.File(""));
        Summarize(parse.GetValue(options.Run.Json), policy, state, model, run);
        return ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<Goal>> GoalsAsync(ParseResult parse, OnlineOptionSet options, Run run, string source, Func<IReadOnlyList<Goal>> ofWorld) =>
        source == OnlineOptionSet.World
            ? ofWorld()
            : await SingleTurnDataset.ReadGoalsAsync(source, parse.GetValue(options.Map), parse.GetValue(options.Run.Limit), run.Context.Interruption.Leave);

    private static string ScoredBy(RunMetrics metrics)
    {
        return $"{string.Join(", ", metrics.Set.Signatures)}; judge {Of(metrics.Judge)}; extractor {Of(metrics.Extractor)}";

        static string Of(NamedModel? model) => model is null ? "none" : $"{model.Name} {model.Fingerprint}";
    }

    private static void Summarize(bool asJson, Policy policy, RunState state, string model, Run run)
    {
        var output = run.Context.Output;
        if (run.Calls.Ledger.Lines.Count > 0) LedgerTable.Write(output, run.Calls.Ledger);
        if (asJson)
        {
            output.WriteJson(new { Model = model, policy.Parameters, state.Step, state.Tokens, state.Loss, BestReward = -state.Best });
            return;
        }
        output.Print(string.Create(CultureInfo.InvariantCulture, $"{state.Step} steps, {state.Tokens} tokens, last loss {state.Loss:0.0000}"));
        output.Print($"{model}: {policy.Parameters} weights. Try it: {Self.Command} chat --model {model}");
    }
}
