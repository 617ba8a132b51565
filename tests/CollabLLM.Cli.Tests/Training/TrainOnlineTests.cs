using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Training;

public sealed class TrainOnlineTests : IDisposable
{
    private static readonly string[] Small =
    [
        "--limit", "8", "--contexts", "4", "--messages", "3", "--max-tokens", "12", "--samples", "1", "--future", "2", "--lora-rank", "2", "--rate", "0.001", "--threads", "1",
        "--metric", "document_fields=1", "--metric", "token_amount=-0.5",
    ];

    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Theory]
    [InlineData("online-dpo", "--replies", "3")]
    [InlineData("grpo", "--replies", "3")]
    [InlineData("ppo", "--mini-batch", "2")]
    public async Task A_model_learns_in_the_world_and_chats(string method, params string[] more)
    {
        var folder = Path.Combine(_collab.Root, "out");
        var result = (await _collab.RunAsync(["train", method, "--base", Model(), "--goals", "world", "--out", folder, "--steps", "2", "--json", .. Small, .. more])).AssertSucceeded();
        Assert.Equal(2, (int)JsonNode.Parse(result.Out)!["step"]!);
        var lines = File.ReadLines(Path.Combine(folder, "metrics.jsonl")).Select(l => JsonNode.Parse(l)!["values"]!).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, values => Assert.NotNull(values["score document_fields"]));
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(folder, "rollouts"), "step-*.json").Count());
        foreach (var file in (string[])["model.gguf", "adapter.gguf", "report.html"]) Assert.True(File.Exists(Path.Combine(folder, file)), file);
        (await _collab.RunAsync("chat", "--model", Path.Combine(folder, "model.gguf"), "--temperature", "0", "--max-tokens", "3", "hi")).AssertSucceeded();
    }

    [Fact]
    public async Task A_run_is_evaluated_on_other_goals_and_says_what_they_earn()
    {
        var folder = Path.Combine(_collab.Root, "out");
        string[] evaluated = ["--evaluate", "world", "--evaluate-every", "1", "--patience", "5"];
        var result = (await _collab.RunAsync(["train", "online-dpo", "--base", Model(), "--goals", "world", "--out", folder, "--steps", "2", "--json", .. Small, .. evaluated])).AssertSucceeded();
        var rewards = File.ReadLines(Path.Combine(folder, "metrics.jsonl")).Select(l => (double)JsonNode.Parse(l)!["evaluationValues"]!["reward"]!).ToList();
        Assert.Equal(2, rewards.Count);
        Assert.Equal(2, Directory.EnumerateFiles(Path.Combine(folder, "evaluation")).Count());
        Assert.Equal(rewards.Max(), (double)JsonNode.Parse(result.Out)!["bestReward"]!, 1e-9);
        Assert.Contains("the reward of the best of 2 evaluations was", await File.ReadAllTextAsync(Path.Combine(folder, "report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_run_ends_with_the_bits_of_one_that_never_stopped()
    {
        var (model, whole, killed) = (Model(), Path.Combine(_collab.Root, "whole"), Path.Combine(_collab.Root, "killed"));
        (await _collab.RunAsync(Train(whole))).AssertSucceeded();
        using (var child = ChildCollab.Start(_collab.Root, Train(killed)))
        {
            while (!File.Exists(Path.Combine(killed, "metrics.jsonl")) || File.ReadLines(Path.Combine(killed, "metrics.jsonl")).Count() < 3) await Task.Delay(10, TestContext.Current.CancellationToken);
            child.Kill();
        }
        Assert.False(File.Exists(Path.Combine(killed, "model.gguf")));
        using (var child = ChildCollab.Start(_collab.Root, Train(killed))) (await child.EndAsync()).AssertSucceeded();
        Assert.Equal(await BytesAsync(whole), await BytesAsync(killed));

        string[] Train(string folder) => ["train", "ppo", "--base", model, "--goals", "world", "--out", folder, "--steps", "12", "--save-every", "2", "--type", "f32", .. Small];
    }

    /// <summary>Goals of a file, a model as the user and another call of it as the judge: what was paid for before the kill is not paid for again.</summary>
    [Fact]
    public async Task Models_may_be_user_and_judge_and_a_killed_run_asks_nothing_again()
    {
        await using var server = await PlayServer.StartAsync();
        server.Says = said => said.Contains("interactivity", StringComparison.OrdinalIgnoreCase) ? JsonSerializer.Serialize(new { thought = "well", interactivity = said.Length % 3 / 2.0 }) : null;
        _collab.Configure(new { Models = new { Catalogue = new { play = new { Provider = "OpenAI", Endpoint = server.Address, Model = "m" } }, Default = "play" } });
        var goals = _collab.Write("goals.jsonl", """
            {"id": "a", "prompt": "Plan a menu without nuts.", "completion": "Soup."}
            {"id": "b", "prompt": "Write a letter to the council.", "completion": "Dear council"}

            """);
        var (model, whole, killed) = (Model(), Path.Combine(_collab.Root, "whole"), Path.Combine(_collab.Root, "killed"));
        (await _collab.RunAsync(Train(whole))).AssertSucceeded();
        var calls = server.Answered.Count;
        Assert.Contains(server.Answered, body => body.Contains("interactivity", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(server.Answered, body => body.Contains("Plan a menu", StringComparison.Ordinal));
        using (var child = ChildCollab.Start(_collab.Root, Train(killed)))
        {
            while (!File.Exists(Path.Combine(killed, "metrics.jsonl")) || !File.ReadLines(Path.Combine(killed, "metrics.jsonl")).Any()) await Task.Delay(10, TestContext.Current.CancellationToken);
            child.Kill();
        }
        Assert.False(File.Exists(Path.Combine(killed, "model.gguf")));
        var before = server.Answered.Count - calls;
        using (var child = ChildCollab.Start(_collab.Root, Train(killed))) (await child.EndAsync()).AssertSucceeded();
        Assert.Equal(await BytesAsync(whole), await BytesAsync(killed));
        // A step under way at the kill may be drawn again; those before it are not.
        Assert.InRange(server.Answered.Count - calls, calls, calls + before);

        string[] Train(string folder) =>
        [
            "train", "online-dpo", "--base", model, "--goals", goals, "--user", "play", "--judge", "play", "--metric", "interactivity=1", "--metric", "token_amount=-0.5", "--out", folder, "--steps", "4", "--save-every", "1",
            "--contexts", "2", "--replies", "2", "--messages", "3", "--max-tokens", "12", "--samples", "1", "--future", "2", "--lora-rank", "2", "--rate", "0.001", "--threads", "1", "--type", "f32",
        ];
    }

    private static Task<byte[]> BytesAsync(string folder) => File.ReadAllBytesAsync(Path.Combine(folder, "model.gguf"), TestContext.Current.CancellationToken);

    [Fact]
    public async Task What_does_not_go_together_is_said_in_one_sentence()
    {
        string[] online = ["train", "online-dpo", "--base", Model(), "--goals", "world", "--out", Path.Combine(_collab.Root, "out"), "--metric", "document_right=1"];
        (await _collab.RunAsync([.. online, "--lora-rank", "0"])).AssertFailed(ExitCodes.Usage, "--lora-rank must be 1 or more");
        (await _collab.RunAsync([.. online, "--replies", "1"])).AssertFailed(ExitCodes.Usage, "--replies");
        (await _collab.RunAsync([.. online, "--patience", "2"])).AssertFailed(ExitCodes.Usage, "--patience needs --evaluate.");
        (await _collab.RunAsync([.. online, "--steps", "2", "--epochs", "2"])).AssertFailed(ExitCodes.Usage, "--epochs and --steps do not go together.");
    }

    private string Model() => WorldModel.Write(_collab.Root);
}
