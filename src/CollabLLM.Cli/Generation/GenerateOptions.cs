using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Cli.Rewards;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Datasets.SingleTurn;
using CollabLLM.Core.Generation;

namespace CollabLLM.Cli.Generation;

/// <summary>What <c>collab generate</c> can be told.</summary>
internal sealed class GenerateOptions
{
    private const int UsualCandidates = 3;

    public RunOptions Run { get; } = new();

    public PlayerOptions Players { get; } = new();

    public RewardOptions Reward { get; } = new();

    public Option<string> Goals { get; } = GoalOptions.File();

    public Option<FieldMap> Map { get; } = GoalOptions.Map();

    public Option<int?> Candidates { get; } = NumberOptions.Whole("--candidates", "Replies that are tried at every turn. Default: 3.", 1, 100);

    public Option<int?> Messages { get; } = NumberOptions.Whole("--messages", "No turn begins once a conversation has so many messages, both sides together. Default: 14.", 1, 1000);

    public Option<double?> ProactiveRatio { get; } = NumberOptions.Real("--proactive-ratio", "The share of the candidates, the first ones, that has the proactive prompt. Default: 0.5.", 0, 1);

    public Option<double?> SystemRatio { get; } = NumberOptions.Real("--system-ratio", "The share that has the collaborative system prompt. Default: 0.", 0, 1);

    public Option<string?> Strategies { get; } = new("--strategies")
    {
        Description = $"Strategies of the candidates in turn: {string.Join(", ", CandidatePlan.Strategies)}, or a prompt strategy_NAME of --prompts; none for a candidate without.",
        HelpName = "NAME,NAME",
    };

    public Option<string?> Temperatures { get; } = new("--temperatures") { Description = "Temperatures of the candidates in turn. Default: --temperature.", HelpName = "X,X" };

    public Option<NextUserTurn> NextUser { get; } = new("--next-user")
    {
        Description = "from-future: the user's next message is that of the longest future of the best candidate, as in the published code. fresh: it is asked for.",
        HelpName = "from-future|fresh",
        CustomParser = result => result.Tokens is [{ Value: "fresh" }] ? NextUserTurn.Fresh : result.Tokens is [{ Value: "from-future" }] ? NextUserTurn.FromFuture : Wrong(result),
        DefaultValueFactory = _ => NextUserTurn.FromFuture,
    };

    public Option<int?> Parallel { get; } = NumberOptions.Whole("--parallel", "Conversations under way at a time. Default: 16.", 1, 10_000);

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
        Reward.AddTo(command);
    }

    private IEnumerable<Option> All =>
    [
        Goals, Map, .. Players.All, Candidates, Messages, ProactiveRatio, SystemRatio, Strategies, Temperatures, NextUser, Parallel, .. Run.All,
    ];

    public CandidatePlan Plan(ParseResult parse) => new()
    {
        Count = parse.GetValue(Candidates) ?? UsualCandidates,
        ProactiveRatio = parse.GetValue(ProactiveRatio) ?? 0.5,
        SystemPromptRatio = parse.GetValue(SystemRatio) ?? 0,
        StrategyOf = [.. Split(parse.GetValue(Strategies)).Select(s => s == "none" ? null : s)],
        TemperatureOf = [.. Split(parse.GetValue(Temperatures)).Select(Temperature)],
    };

    private static IEnumerable<string> Split(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static double Temperature(string text) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 10
            ? value
            : throw new CommandException(ExitCodes.Usage, $"--temperatures: {text} is not a number from 0 to 10.");

    private static NextUserTurn Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--next-user must be from-future or fresh, not {string.Join(' ', result.Tokens.Select(t => t.Value))}.");
        return default;
    }
}
