using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.Training;

public sealed class RealModelTests : IDisposable
{
    private const string Model = "models/SmolLM2-135M-Instruct.Q4_1.gguf";

    private static readonly (string Prompt, string Chosen, string Rejected)[] Pairs =
    [
        ("Plan a trip.", "Where would you like to go?", "Day 1: fly to Rome."),
        ("Write a poster.", "What is it for?", "GARAGE SALE on Saturday!"),
        ("I need a recipe.", "What do you feel like?", "Cook 200 g of rice."),
        ("Make a timetable.", "Which hours are free?", "Monday: maths, sport."),
    ];

    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task A_real_model_learns_to_prefer_and_its_adapter_loads_beside_it()
    {
        var model = SharedFolder.Require(Model);
        var rows = _collab.Write("pairs.jsonl", string.Join('\n', Pairs.Select(p => new JsonObject
        {
            ["prompt"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = p.Prompt }),
            ["chosen"] = p.Chosen,
            ["rejected"] = p.Rejected,
        }.ToJsonString())));
        var folder = Path.Combine(_collab.Root, "out");
        var result = (await _collab.RunAsync(
            "train", "dpo", "--base", model, "--data", rows, "--evaluate", rows, "--evaluate-every", "3", "--out", folder, "--epochs", "3", "--lora-rank", "4", "--rate", "2e-4", "--threads", "2",
            "--type", "q8_0", "--json")).AssertSucceeded();
        Assert.True((double)JsonNode.Parse(result.Out)!["evaluationValues"]!["margin"]! > 0.05, result.Out);
        _collab.Configure(new { Models = new { Catalogue = new { smol = new { Path = model, Adapters = new { asks = Path.Combine(folder, "adapter.gguf") } } } } });
        var reply = (await _collab.RunAsync("chat", "--model", "smol/asks", "--temperature", "0", "--max-tokens", "4", "Plan a trip.")).AssertSucceeded();
        Assert.NotEqual("", reply.Out.Trim());
    }
}
