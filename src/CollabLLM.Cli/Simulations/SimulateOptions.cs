using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Cli.Runs;
using CollabLLM.Core.Datasets.SingleTurn;

namespace CollabLLM.Cli.Simulations;

/// <summary>What <c>collab simulate</c> can be told beyond what every run can.</summary>
internal sealed class SimulateOptions
{
    public RunOptions Run { get; } = new();

    public PlayerOptions Players { get; } = new();

    public Option<string> Goals { get; } = GoalOptions.File();

    public Option<FieldMap> Map { get; } = GoalOptions.Map();

    public Option<int?> Messages { get; } = NumberOptions.Whole("--messages", "Messages of a conversation at most, both sides together. Default: 8.", 0, 1000);

    public Option<int?> Samples { get; } = NumberOptions.Whole("--samples", "Conversations about each goal. Default: 1.", 1, 10_000);

    public Option<double?> ProactiveRatio { get; } = NumberOptions.Real("--proactive-ratio", "The share of a goal's conversations, its first ones, in which the assistant has the proactive prompt. Default: 0.", 0, 1);

    public Option<double?> SystemRatio { get; } = NumberOptions.Real("--system-ratio", "The share in which it has the collaborative system prompt. Default: 0.", 0, 1);

    public IEnumerable<Option> All => [Goals, Map, .. Players.All, Messages, Samples, ProactiveRatio, SystemRatio, .. Run.All];
}
