using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Metrics;
using CollabLLM.Cli.Rewards;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Scoring;
using CollabLLM.Core.Generation;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab reward</c>: multiturn-aware rewards of replies, and rewards of conversations.</summary>
internal static class RewardCommand
{
    private const int Parallel = 64;

    public static Command Create(CommandRunner run)
    {
        var players = new PlayerOptions();
        var reward = new RewardOptions();
        var options = new RunOptions();
        var input = new Option<string>("--input")
        {
            Description = "Rows (JSON Lines, a JSON list, either gzipped, or Parquet) of replies {\"prompt\": [messages], \"completion\", \"single_turn_prompt\", \"single_turn_completion\", …} whose futures are simulated, of nested conversations {\"turns\", …}, or of conversations {\"messages\", …} that are scored as they are.",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command("reward", "Multiturn-aware rewards of replies: conversations are carried on after each, and scored.") { input };
        foreach (var option in players.All) command.Options.Add(option);
        reward.AddTo(command);
        foreach (var option in options.All) command.Options.Add(option);
        command.SetAction(run((parse, context) => RunAsync(parse, context, parse.GetRequiredValue(input), players, reward, options)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, CommandContext context, string input, PlayerOptions playerOptions, RewardOptions rewardOptions, RunOptions options)
    {
        await using var run = Run.Open(parse, options, context);
        var turns = (await ScorableRows.ReadAsync(input, parse.GetValue(options.Limit), context.Interruption.Leave)).GroupBy(r => r.Turn, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        var rule = rewardOptions.Rule(parse);
        var players = await Players.MakeAsync(parse, playerOptions, parse.GetValue(options.Prompts), run, [.. turns.Select(t => t[0].Goal)], [default]);
        using var metrics = await rewardOptions.MetricsAsync(parse, players, run);
        var allocation = rewardOptions.Allocation(parse);
        var future = rewardOptions.FutureMessages(parse);
        var forecast = Forecast(turns, players, metrics, allocation, future);
        if (parse.GetValue(options.DryRun))
        {
            ForecastTable.Write(context.Output, forecast, parse.GetValue(options.Json));
            return ExitCodes.Success;
        }
        var reward = new MultiturnReward(players.Simulator.RunAsync, metrics.Set.ScoreAsync, rule, allocation);
        var estimates = await run.WorkAsync("turns", turns, forecast.Calls, Parallel, (turn, token) => EstimateAsync(reward, turn, future, run.Seed, token));

        List<(ScorableRow Row, RewardEstimate Estimate)> all = [.. turns.Zip(estimates).SelectMany(t => t.First.Zip(t.Second))];
        var summary = Summary(all, players, run);
        await run.Folder.WriteLinesAsync("rewards.jsonl", all.Select(a => Line(a.Row, a.Estimate)), ConversationLine.Json);
        await run.WriteSummaryAsync(summary);
        Say(context.Output, all, run);
        if (parse.GetValue(options.Json)) context.Output.WriteJson(summary);
        return all.All(a => a.Estimate.Mean is null) ? ExitCodes.Unavailable : ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<RewardEstimate>> EstimateAsync(MultiturnReward reward, List<ScorableRow> turn, int future, long seed, CancellationToken cancellationToken)
    {
        var prefix = new SimulationRequest { Address = turn[0].Turn, Goal = turn[0].Goal, History = turn[0].Messages, MessageBudget = future, Seed = seed };
        if (turn[0].Completion is not null) return await reward.EstimateAsync(prefix, [.. turn.Select(r => r.Completion!)], cancellationToken);
        var there = new SimulatedConversation { Request = prefix with { MessageBudget = 0 }, Messages = turn[0].Messages, Stop = StopReason.Budget };
        return [new("", [await reward.ScoreAsync(there, cancellationToken)])];
    }

    /// <summary>The row again, with its reward: a row of a flat multiturn dataset stays one.</summary>
    private static JsonObject Line(ScorableRow row, RewardEstimate estimate)
    {
        var line = (JsonObject)row.Line.DeepClone();
        var response = NestedForm.Response(estimate);
        line["score"] = estimate.Mean;
        line["rewards"] = new JsonObject(response.Rewards.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)new JsonArray([.. r.Value.Select(v => (JsonNode?)v)]))));
        line["sessions"] = new JsonArray([.. response.Sessions.Select(s => (JsonNode)TranscriptJson.Of(s))]);
        line["reward"] = RewardJson.Estimate(estimate);
        return line;
    }

    private static JsonObject Summary(List<(ScorableRow Row, RewardEstimate Estimate)> all, Players players, Run run)
    {
        List<double> means = [.. all.Select(a => a.Estimate.Mean).OfType<double>()];
        var summary = new JsonObject
        {
            ["rows"] = all.Count,
            ["rows_without_reward"] = all.Count - means.Count,
            ["mr_mean"] = means.Count > 0 ? Math.Round(means.Average(), 6) : null,
            ["futures"] = all.Sum(a => a.Estimate.Futures.Count),
            ["futures_without_value"] = all.Sum(a => a.Estimate.Futures.Count(f => f.Value is null)),
            ["seed"] = run.Seed,
        };
        summary.AddOrigin(run, players.Prompts);
        return summary;
    }

    private static void Say(CommandOutput output, List<(ScorableRow Row, RewardEstimate Estimate)> all, Run run)
    {
        List<double> means = [.. all.Select(a => a.Estimate.Mean).OfType<double>()];
        var mean = means.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", mean reward {means.Average():0.000}") : "";
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{all.Count} rows, {all.Sum(a => a.Estimate.Futures.Count)} conversations scored{mean}."));
        run.SayEnd(all.SelectMany(a => a.Estimate.Futures).Select(f => f.Failure), "times without a value");
    }

    private static CallForecast Forecast(List<List<ScorableRow>> turns, Players players, RunMetrics metrics, FutureAllocation allocation, int future)
    {
        var forecast = new CallForecast(ForecastTable.MessageTokens);
        foreach (var turn in turns)
        {
            var (times, history) = turn[0].Completion is null ? (1L, turn[0].Messages.Count) : ((long)turn.Count * allocation.Most, turn[0].Messages.Count + 1);
            var added = turn[0].Completion is null ? 0 : future;
            var goal = ForecastTable.PromptTokens + (players.UserModel?.CountTokens(turn[0].Goal.Prompt) ?? 0);
            forecast.AddConversations(players.Simulator.Assistant.Model, players.UserModel, times, history, added, assistantFirst: false, 0, goal);
            metrics.Forecast(forecast, times, history + added);
        }
        return forecast;
    }
}
