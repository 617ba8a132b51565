using System.CommandLine;
using CollabLLM.Cli.Runs;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Datasets.SingleTurn;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Simulations;

/// <summary>What a command line asks for: who plays, and which conversations are to be carried on.</summary>
internal sealed class SimulationPlan
{
    private const int UsualMessages = 8;

    private readonly Players _players;

    private SimulationPlan(Players players, IReadOnlyList<SimulationRequest> requests) => (_players, Requests) = (players, requests);

    public ConversationSimulator Simulator => _players.Simulator;

    /// <summary>Null when no model plays the user.</summary>
    public NamedModel? UserModel => _players.UserModel;

    /// <summary>In the order of the goals, then of their samples.</summary>
    public IReadOnlyList<SimulationRequest> Requests { get; }

    /// <summary>The stamps of the prompts that are used.</summary>
    public IReadOnlyList<string> Prompts => _players.Prompts;

    public static async Task<SimulationPlan> MakeAsync(ParseResult parse, SimulateOptions options, Run run)
    {
        var goals = await SingleTurnDataset.ReadGoalsAsync(parse.GetRequiredValue(options.Goals), parse.GetValue(options.Map), parse.GetValue(options.Run.Limit), run.Context.Interruption.Leave);
        var samples = parse.GetValue(options.Samples) ?? 1;
        var modes = Modes(parse, options, samples, run.Context.Output);
        var players = await Players.MakeAsync(parse, options.Players, parse.GetValue(options.Run.Prompts), run, goals, modes);
        List<SimulationRequest> requests = [.. goals.SelectMany(goal => modes.Select((mode, sample) => new SimulationRequest
        {
            Address = FormattableString.Invariant($"{goal.Id}/s{sample}"),
            Goal = goal,
            History = [],
            MessageBudget = parse.GetValue(options.Messages) ?? UsualMessages,
            Mode = mode,
            Seed = run.Seed,
        }))];
        return new(players, requests);
    }

    /// <summary>At most: no conversation ends early.</summary>
    public CallForecast Forecast()
    {
        var forecast = new CallForecast(ForecastTable.MessageTokens);
        foreach (var request in Requests)
        {
            var prompted = request.Mode.Proactive || request.Mode.SystemPrompt ? ForecastTable.PromptTokens : 0;
            var goal = UserModel?.CountTokens(request.Goal.Prompt) ?? 0;
            forecast.AddConversations(Simulator.Assistant.Model, UserModel, 1, 0, request.MessageBudget, assistantFirst: false, prompted, ForecastTable.PromptTokens + goal);
        }
        return forecast;
    }

    private static IReadOnlyList<AssistantMode> Modes(ParseResult parse, SimulateOptions options, int samples, CommandOutput output)
    {
        var (proactive, system) = (parse.GetValue(options.ProactiveRatio) ?? 0, parse.GetValue(options.SystemRatio) ?? 0);
        foreach (var (name, ratio) in (ReadOnlySpan<(string, double)>)[("--proactive-ratio", proactive), ("--system-ratio", system)])
        {
            if (ratio > 0 && (int)(samples * ratio) == 0) output.Say(FormattableString.Invariant($"{name} {ratio} of {samples} conversations about a goal is none: no conversation gets this prompt."));
        }
        return AssistantModes.Assign(samples, proactive, system);
    }
}
