using System.CommandLine;
using CollabLLM.Cli.Generation;
using CollabLLM.Cli.Metrics;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.SingleTurn;
using CollabLLM.Core.Generation;
using CollabLLM.Core.Rewards;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab generate</c>: multiturn data with rewards.</summary>
internal static class GenerateCommand
{
    private const int UsualParallel = 16;

    public static Command Create(CommandRunner run)
    {
        var options = new GenerateOptions();
        var command = new Command("generate", "Make multiturn data: at every turn several replies, each with its multiturn-aware reward.");
        options.AddTo(command);
        command.SetAction(run((parse, context) => RunAsync(parse, options, context)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, GenerateOptions options, CommandContext context)
    {
        await using var run = Run.Open(parse, options.Run, context);
        var goals = await SingleTurnDataset.ReadGoalsAsync(parse.GetRequiredValue(options.Goals), parse.GetValue(options.Map), parse.GetValue(options.Run.Limit), context.Interruption.Leave);
        var plan = options.Plan(parse);
        var rule = options.Reward.Rule(parse);
        var allocation = options.Reward.Allocation(parse);
        var players = await Players.MakeAsync(parse, options.Players, parse.GetValue(options.Run.Prompts), run, goals, plan.Modes());
        using var metrics = await options.Reward.MetricsAsync(parse, players, run);
        var settings = new GeneratorSettings
        {
            Candidates = plan,
            MaxMessages = parse.GetValue(options.Messages) ?? 14,
            FutureMessages = options.Reward.FutureMessages(parse),
            NextUser = parse.GetValue(options.NextUser),
            Signal = players.Simulator.Options.TerminationSignal,
        };
        var forecast = Forecast(goals, settings, allocation, players, metrics);
        if (parse.GetValue(options.Run.DryRun))
        {
            ForecastTable.Write(context.Output, forecast, parse.GetValue(options.Run.Json));
            return ExitCodes.Success;
        }
        var generator = new MultiturnGenerator(players.Simulator.RunAsync, new MultiturnReward(players.Simulator.RunAsync, metrics.Set.ScoreAsync, rule, allocation), settings);
        var conversations = await run.WorkAsync(
            "conversations", goals, forecast.Calls, parse.GetValue(options.Parallel) ?? UsualParallel, (goal, token) => generator.RunAsync(goal, goal.Id, run.Seed, null, token));

        var summary = new GenerationSummary(conversations, players, run);
        await run.Folder.WriteBytesAsync("multiturn.json", stream => MultiturnFiles.WriteNested(stream, conversations.Select(NestedForm.Of).OfType<MultiturnConversation>()));
        await run.Folder.WriteLinesAsync("records.jsonl", conversations.Select(GenerationRecord.Of), ConversationLine.Json);
        var json = summary.ToJson();
        await Provenance.AddAsync(json, parse.GetRequiredValue(options.Goals), players, metrics, rule, allocation, settings, run);
        await run.WriteSummaryAsync(json);
        summary.Write(context.Output);
        if (parse.GetValue(options.Run.Json)) context.Output.WriteJson(json);
        return conversations.All(c => c.Turns.Count == 0) ? ExitCodes.Unavailable : ExitCodes.Success;
    }

    /// <summary>Every turn of every conversation, with the most futures.</summary>
    private static CallForecast Forecast(IReadOnlyList<Goal> goals, GeneratorSettings settings, FutureAllocation allocation, Players players, RunMetrics metrics)
    {
        var forecast = new CallForecast(ForecastTable.MessageTokens);
        var (assistant, user, candidates) = (players.Simulator.Assistant.Model, players.UserModel, settings.Candidates.Count);
        foreach (var goal in goals)
        {
            var goalTokens = ForecastTable.PromptTokens + (user?.CountTokens(goal.Prompt) ?? 0);
            if (user is not null) forecast.Add(user, CallRole.User, 1, goalTokens);
            for (var history = 1; history < settings.MaxMessages; history += 2)
            {
                forecast.AddConversations(assistant, user, candidates, history, 1, assistantFirst: true, ForecastTable.PromptTokens, goalTokens);
                var futures = (long)candidates * allocation.Most;
                forecast.AddConversations(assistant, user, futures, history + 1, settings.FutureMessages, assistantFirst: false, 0, goalTokens);
                metrics.Forecast(forecast, futures, history + 1 + settings.FutureMessages);
                if (settings.NextUser == NextUserTurn.Fresh && user is not null) forecast.Add(user, CallRole.User, 1, goalTokens + ((history + 1) * ForecastTable.MessageTokens));
            }
        }
        return forecast;
    }
}
