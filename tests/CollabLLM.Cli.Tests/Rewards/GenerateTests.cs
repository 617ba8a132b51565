using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Rewards;

public sealed class GenerateTests : IDisposable
{
    private readonly Collab _collab = new();

    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(40)]
    public async Task A_killed_generation_goes_on_and_asks_nothing_again_that_was_answered(int answered)
    {
        await using var server = await StartAsync();
        var (killed, whole) = (Path.Combine(_collab.Root, "killed"), Path.Combine(_collab.Root, "whole"));
        server.Answer(int.MaxValue);
        (await _collab.RunAsync(Arguments(whole))).AssertSucceeded();
        var calls = server.Answered.Count;
        Assert.True(calls > 60, $"{calls} calls");

        server.Answer(answered);
        using (var child = ChildCollab.Start(_collab.Root, Arguments(killed)))
        {
            await server.Dry;
            while (await ChildCollab.JournalLinesAsync(killed) < answered + 1) await Task.Delay(10, TestContext.Current.CancellationToken);
            child.Kill();
        }
        Assert.Equal(["calls.jsonl"], Directory.EnumerateFiles(killed).Select(Path.GetFileName));
        server.Answer(int.MaxValue);
        (await _collab.RunAsync(Arguments(killed))).AssertSucceeded();
        Assert.Equal(2 * calls, server.Answered.Count);
        foreach (var file in (string[])["multiturn.json", "records.jsonl"]) Assert.Equal(await ReadAsync(whole, file), await ReadAsync(killed, file));
    }

    [Fact]
    public async Task Writes_nested_data_and_its_rewards_can_be_estimated_again()
    {
        await using var server = await StartAsync();
        server.Answer(int.MaxValue);
        var folder = Path.Combine(_collab.Root, "out");
        var result = (await _collab.RunAsync(Arguments(folder))).AssertSucceeded();
        Assert.Contains("MR of the chosen", result.Error, StringComparison.Ordinal);
        var nested = JsonNode.Parse(await ReadAsync(folder, "multiturn.json"))!.AsArray();
        Assert.Equal(2, nested.Count);
        var response = nested[0]!["turns"]![0]!["responses"]![0]!;
        var values = response["rewards"]!["MR"]!.AsArray().Select(v => v!.GetValue<double>()).ToList();
        Assert.Equal(2, values.Count);
        Assert.Equal(values.Average(), response["score"]!.GetValue<double>(), 1e-12);
        // turns · 0.1 − 0.5 · kilo-tokens
        var turns = response["rewards"]!["turns"]![0]!.GetValue<double>();
        var tokens = response["rewards"]!["token_amount"]![0]!.GetValue<double>();
        Assert.Equal((0.1 * turns) - (0.5 * tokens), values[0], 1e-12);

        var rows = nested[0]!["turns"]![0]!["responses"]!.AsArray().Select(r => new JsonObject
        {
            ["prompt"] = nested[0]!["turns"]![0]!["prompt"]!.DeepClone(),
            ["completion"] = r!["completion"]!.DeepClone(),
            ["conv_id"] = 0,
            ["turn_id"] = 1,
            ["single_turn_prompt"] = "a",
            ["single_turn_completion"] = "b",
        }.ToJsonString());
        var input = _collab.Write("rows.jsonl", string.Join('\n', rows) + "\n");
        var rewards = Path.Combine(_collab.Root, "rewards");
        (await _collab.RunAsync("reward", "--input", input, "--out", rewards, "--metric", "turns=1", "--samples", "2", "--future", "2")).AssertSucceeded();
        var lines = (await ReadAsync(rewards, "rewards.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines, l => Assert.Equal(2, l["sessions"]!.AsArray().Count));
        Assert.All(lines, l => Assert.Equal(l["rewards"]!["turns"]!.AsArray().Average(v => v!.GetValue<double>()), l["score"]!.GetValue<double>(), 1e-12));
    }

    [Fact]
    public async Task The_card_of_generated_data_knows_its_run()
    {
        await using var server = await StartAsync();
        server.Answer(int.MaxValue);
        var folder = Path.Combine(_collab.Root, "out");
        (await _collab.RunAsync(Arguments(folder))).AssertSucceeded();
        var card = JsonNode.Parse((await _collab.RunAsync("dataset", "card", Path.Combine(folder, "multiturn.json"), "--json")).AssertSucceeded().Out)!;
        var run = card["lineage"]![0]!;
        Assert.Equal("checksum", (string)run["proof"]!);
        Assert.Equal("play", (string)run["facts"]!["assistant"]!["name"]!);
        Assert.Equal("""{"turns":0.1,"token_amount":-0.5}""", run["facts"]!["reward"]!["weights"]!.ToJsonString());
        Assert.Contains(run["facts"]!["prompts"]!.AsArray(), p => ((string)p!).StartsWith("user_simulator", StringComparison.Ordinal));
        var summary = JsonNode.Parse(await ReadAsync(folder, "summary.json"))!;
        Assert.Equal((double)summary["mr_chosen"]!["mean"]!, (double)card["chosen"]!["mean"]!, 1e-6);
    }

    [Fact]
    public async Task A_conversation_that_is_over_is_scored_without_a_call()
    {
        await using var server = await StartAsync();
        var input = _collab.Write("talks.jsonl", """
            {"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hello there"},{"role":"user","content":"bye"}],"single_turn_prompt":"greet","single_turn_completion":""}

            """);
        var folder = Path.Combine(_collab.Root, "out");
        (await _collab.RunAsync("reward", "--input", input, "--out", folder, "--metric", "turns=1", "--metric", "token_amount=-1")).AssertSucceeded();
        var line = JsonNode.Parse(await ReadAsync(folder, "rewards.jsonl"))!;
        // 2 turns of the user, 2 tokens of the assistant
        Assert.Equal(line["rewards"]!["turns"]![0]!.GetValue<double>() - 0.002, line["score"]!.GetValue<double>(), 1e-12);
        Assert.Empty(server.Answered);
    }

    [Fact]
    public async Task A_dry_run_calls_nobody_and_counts()
    {
        await using var server = await StartAsync();
        var result = (await _collab.RunAsync([.. Arguments(Path.Combine(_collab.Root, "dry")), "--dry-run"])).AssertSucceeded();
        Assert.Contains("calls at most", result.Out, StringComparison.Ordinal);
        Assert.Empty(server.Answered);
    }

    [Fact]
    public async Task A_spent_budget_ends_clearly_and_a_larger_one_goes_on()
    {
        await using var server = await StartAsync();
        server.Answer(int.MaxValue);
        var folder = Path.Combine(_collab.Root, "out");
        var spent = await _collab.RunAsync([.. Arguments(folder), "--max-calls", "20"]);
        Assert.Equal(ExitCodes.Budget, spent.ExitCode);
        Assert.Contains("The budget of 20 calls is spent.", spent.Error, StringComparison.Ordinal);
        Assert.Equal(20, server.Answered.Count);
        Assert.Equal(["calls.jsonl"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        (await _collab.RunAsync(Arguments(folder))).AssertSucceeded();
        Assert.Equal(server.Answered.Count, server.Answered.Distinct().Count());
    }

    [Theory]
    [InlineData("--metric bleu: bleu scores a text, and a run has conversations: say what to take out of them, as in document->bleu.", "--metric", "bleu=1")]
    [InlineData("There is no metric blue.", "--metric", "blue=1")]
    [InlineData("--metric turns=x: after = stands the weight, a number with a point.", "--metric", "turns=x")]
    [InlineData("turns has two weights.", "--metric", "turns=1", "--metric", "turns=2")]
    [InlineData("A reward needs at least one metric with a weight.", "--metric", "turns")]
    public async Task What_does_not_fit_is_said_before_anything_is_paid(string sentence, params string[] metrics)
    {
        await using var server = await StartAsync();
        server.Answer(int.MaxValue);
        var result = await _collab.RunAsync(["generate", "--goals", Path.Combine(_collab.Root, "goals.jsonl"), "--out", Path.Combine(_collab.Root, "out"), .. metrics]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Answered);
    }

    public void Dispose() => _collab.Dispose();

    private async Task<PlayServer> StartAsync()
    {
        var server = await PlayServer.StartAsync();
        _collab.Configure(new
        {
            Models = new { Catalogue = new { play = new { Provider = "OpenAI", Endpoint = server.Address, Model = "m" } }, Default = "play" },
        });
        _collab.Write("goals.jsonl", """
            {"id": "a", "prompt": "Plan a menu without nuts.", "completion": "Soup."}
            {"id": "b", "prompt": "Write a letter to the council.", "completion": "Dear council"}

            """);
        return server;
    }

    private string[] Arguments(string folder) =>
    [
        "generate", "--goals", Path.Combine(_collab.Root, "goals.jsonl"), "--out", folder, "--messages", "4", "--candidates", "3", "--samples", "2", "--future", "2",
        "--proactive-ratio", "0.5", "--strategies", "none,ask,draft", "--metric", "turns=0.1", "--metric", "token_amount=-0.5", "--concurrency", "3", "--next-user", "fresh",
    ];

    private static Task<string> ReadAsync(string folder, string file) => File.ReadAllTextAsync(Path.Combine(folder, file), TestContext.Current.CancellationToken);
}
