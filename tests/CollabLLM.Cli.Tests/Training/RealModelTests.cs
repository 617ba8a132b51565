using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.Training;

public sealed class RealModelTests : IDisposable
{
    private const string Model = "models/SmolLM2-135M-Instruct.Q4_1.gguf";

    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task A_real_model_learns_to_prefer_and_its_adapter_loads_beside_it()
    {
        var model = SharedFolder.Require(Model);
        var rows = Path.Combine(Repository.Root, "docs", "examples", "pairs.jsonl");
        var folder = Path.Combine(_collab.Root, "out");
        var result = (await _collab.RunAsync(
            "train", "dpo", "--base", model, "--data", rows, "--evaluate", rows, "--evaluate-every", "4", "--out", folder, "--batch", "10", "--epochs", "2", "--lora-rank", "4", "--rate", "3e-4", "--threads", "2",
            "--type", "q8_0", "--json")).AssertSucceeded();
        Assert.True((double)JsonNode.Parse(result.Out)!["evaluationValues"]!["margin"]! > 0.05, result.Out);
        _collab.Configure(new { Models = new { Catalogue = new { smol = new { Path = model, Adapters = new { asks = Path.Combine(folder, "adapter.gguf") } } } } });
        Assert.NotEqual(await ReplyAsync("smol"), await ReplyAsync("smol/asks"));

        async Task<string> ReplyAsync(string name) =>
            (await _collab.RunAsync("chat", "--model", name, "--temperature", "0", "--max-tokens", "24", "Write an invitation to a party.")).AssertSucceeded().Out.Trim();
    }
}
