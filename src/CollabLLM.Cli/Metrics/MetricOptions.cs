using System.CommandLine;
using CollabLLM.Cli.CodeRunner;

namespace CollabLLM.Cli.Metrics;

/// <summary>The options by which a command gets its metrics.</summary>
internal sealed class MetricOptions
{
    public Option<string[]> Plugins { get; } = new("--plugin")
    {
        Description = "Metrics of your own: an assembly with classes that implement IMetric, or http:NAME=URL. May be given several times.",
        HelpName = "FILE.dll|http:NAME=URL",
    };

    public Option<string?> Embeddings { get; } = new("--embeddings")
    {
        Description = "For embedding_similarity: an OpenAI-compatible endpoint, such as http://127.0.0.1:8080/v1/embeddings.",
        HelpName = "URL",
    };

    public Option<string?> EmbeddingModel { get; } = new("--embedding-model") { Description = "The model that the endpoint is asked for.", HelpName = "NAME" };

    public Option<string?> RewardModel { get; } = new("--reward-model")
    {
        Description = """For rm_http: gets {"messages": […]}, answers {"score": …}.""",
        HelpName = "URL",
    };

    public CodeOptions Code { get; } = new();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Plugins, Embeddings, EmbeddingModel, RewardModel }) command.Add(option);
        Code.AddTo(command);
    }
}
