using System.CommandLine;
using CollabLLM.Cli.CodeRunner;

namespace CollabLLM.Cli.Metrics;

/// <summary>The options by which a command gets its metrics.</summary>
internal sealed class MetricOptions
{
    public const string UsualRewardModelKey = "COLLAB_REWARD_MODEL_KEY";

    public Option<string[]> Plugins { get; } = new("--plugin")
    {
        Description = "Metrics of your own: an assembly with classes that implement IMetric, or http:NAME=URL. May be given several times.",
        HelpName = "FILE.dll|http:NAME=URL",
    };

    public Option<string?> RewardModel { get; } = new("--reward-model")
    {
        Description = """For rm_http: gets {"messages": […]}, answers {"score": …}.""",
        HelpName = "URL",
    };

    public Option<string?> RewardModelKey { get; } = EndpointKey.Option("--reward-model-key", UsualRewardModelKey);

    public CodeOptions Code { get; } = new();

    public void AddTo(Command command)
    {
        // A command with simulated users has some of them already.
        foreach (var option in EmbeddingOptions.All.Prepend(Plugins).Concat([RewardModel, RewardModelKey]).Except(command.Options)) command.Add(option);
        Code.AddTo(command);
    }
}
