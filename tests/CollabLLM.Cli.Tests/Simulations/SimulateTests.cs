using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Simulations;

public sealed class SimulateTests : IDisposable
{
    private const string Goals = """
        {"id": "b", "prompt": "Plan a menu. It is for three days. No nuts.", "completion": "Soup.", "topic": "food", "messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "x"}, {"role": "user", "content": "Shorter."}]}
        {"prompt": "Write a letter. It must be polite.", "completion": "Dear council", "messages": [{"role": "user", "content": "Hello."}]}

        """;

    private readonly Collab _collab = new();

    public SimulateTests()
    {
        _collab.Write("user.json", """{"wordsPerSecond": 0, "otherwise": ["{\"current_answer\": \"none yet\", \"thought\": \"-\", \"response\": \"I want a menu [[TERMINATE CHAT]]\"}"]}""");
        _collab.Write("assistant.json", """{"wordsPerSecond": 0, "rules": [{"turn": 1, "replies": ["Here is a plan."]}], "otherwise": ["Here is another."]}""");
        _collab.Write("rude.json", """{"wordsPerSecond": 0, "otherwise": ["no object"]}""");
        _collab.Configure(new
        {
            Models = new
            {
                Default = "assistant",
                Catalogue = new
                {
                    assistant = new { Provider = "Scripted", Path = "assistant.json" },
                    user = new { Provider = "Scripted", Path = "user.json" },
                    rude = new { Provider = "Scripted", Path = "rude.json" },
                },
            },
        });
        _collab.Write("goals.jsonl", Goals);
    }

    private string Out => Path.Combine(_collab.Root, "out");

    [Fact]
    public async Task Recorded_users_talk_with_the_model_and_files_hold_what_came_of_it()
    {
        var result = (await RunAsync("--user", "recorded", "--seed", "7")).AssertSucceeded();
        var lines = await LinesAsync();
        Assert.Equal(["b", "1"], lines.Select(l => (string)l["id"]!));
        Assert.Equal("""[{"role":"user","content":"Hi."},{"role":"assistant","content":"Here is a plan."},{"role":"user","content":"Shorter."},{"role":"assistant","content":"Here is another."}]""", lines[0]["messages"]!.ToJsonString());
        Assert.Equal("signal", (string?)lines[0]["stop"]);
        Assert.Equal("food", (string?)lines[0]["single_turn_metadata"]!["topic"]);
        Assert.Equal((7, 2, "recorded"), ((int)lines[0]["seed"]!, (int)lines[0]["usage"]!["calls"]!, (string)lines[0]["user"]!["simulator"]!));
        Assert.Equal(["calls.jsonl", "conversations.jsonl", "summary.json"], Directory.EnumerateFiles(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var summary = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Out, "summary.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal("""{"signal":2}""", summary["stop"]!.ToJsonString());
        Assert.Equal(3.0, (double)summary["messages_mean"]!);
        Assert.Equal("", result.Out);
        Assert.Contains("ended by signal", result.Error, StringComparison.Ordinal);
        Assert.Contains("assistant is a script", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_plays_the_user_by_the_prompt_and_json_goes_to_stdout()
    {
        var result = (await RunAsync("--user", "user", "--json", "--limit", "1")).AssertSucceeded();
        var line = Assert.Single(await LinesAsync());
        Assert.Equal("I want a menu [[TERMINATE CHAT]]", (string?)Assert.Single(line["messages"]!.AsArray())!["content"]);
        Assert.StartsWith("user_simulator 1 ", (string?)line["prompts"]![0], StringComparison.Ordinal);
        Assert.Equal(1, (int)JsonNode.Parse(result.Out)!["conversations"]!);
    }

    [Fact]
    public async Task A_small_model_is_asked_plainly_and_says_its_whole_reply()
    {
        (await RunAsync("--user", "rude", "--plain-user", "--limit", "1", "--messages", "2")).AssertSucceeded();
        var line = Assert.Single(await LinesAsync());
        Assert.Equal("no object", (string?)line["messages"]![0]!["content"]);
        Assert.StartsWith("user_plain 1 ", (string?)line["prompts"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_with_hidden_intents_log_their_states()
    {
        (await RunAsync("--user", "intents", "--messages", "3", "--samples", "2", "--system-ratio", "0.5")).AssertSucceeded();
        var lines = await LinesAsync();
        Assert.Equal([("b", 0, true), ("b", 1, false), ("1", 0, true), ("1", 1, false)], lines.Select(l => ((string)l["id"]!, (int)l["sample"]!, (bool)l["mode"]!["system_prompt"]!)));
        Assert.Equal("Plan a menu.", (string?)lines[0]["messages"]![0]!["content"]);
        Assert.Equal("undiscovered", (string?)lines[0]["user_notes"]![0]!["note"]!["states"]!["s1"]);
    }

    [Fact]
    public async Task A_dry_run_counts_and_writes_no_result()
    {
        var result = (await RunAsync("--user", "user", "--dry-run", "--samples", "3", "--messages", "5")).AssertSucceeded();
        Assert.Contains("30 calls at most", result.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
        Directory.CreateDirectory(Out);
        (await RunAsync("--user", "user", "--dry-run")).AssertSucceeded();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Out));
    }

    [Fact]
    public async Task A_dry_run_over_a_run_that_was_made_changes_nothing_of_it()
    {
        (await RunAsync("--user", "recorded")).AssertSucceeded();
        var before = Files();
        (await RunAsync("--user", "recorded", "--dry-run")).AssertSucceeded();
        Assert.Equal(before, Files());

        IEnumerable<(string, string)> Files() => [.. Directory.EnumerateFiles(Out).Order(StringComparer.Ordinal).Select(f => (f, File.ReadAllText(f)))];
    }

    [Fact]
    public async Task A_spent_budget_has_its_exit_code_and_a_larger_one_goes_on()
    {
        (await RunAsync("--user", "recorded", "--max-calls", "2")).AssertFailed(ExitCodes.Budget, "The budget of 2 calls is spent.");
        Assert.False(File.Exists(Path.Combine(Out, "conversations.jsonl")));
        (await RunAsync("--user", "recorded", "--max-calls", "3")).AssertSucceeded();
        var summary = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Out, "summary.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal(2, (int)summary["calls"]![0]!["replayed"]!);
    }

    [Fact]
    public async Task A_run_in_which_every_conversation_failed_says_so_in_its_exit_code()
    {
        var result = await RunAsync("--user", "rude");
        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
        Assert.Contains("2 failed: rude did not answer user_simulator in its form", result.Error, StringComparison.Ordinal);
        Assert.All(await LinesAsync(), l => Assert.Equal("model", (string?)l["failure"]!["kind"]));
    }

    [Fact]
    public async Task A_share_that_comes_to_no_conversation_is_pointed_out() =>
        Assert.Contains("--proactive-ratio 0.5 of 1 conversations about a goal is none", (await RunAsync("--user", "recorded", "--proactive-ratio", "0.5")).AssertSucceeded().Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"prompt": "a"}""", "recorded", "Goal 0: messages must be the list of recorded messages, each with role and content.")]
    [InlineData("""{"prompt": "a", "messages": [{"role": "user"}]}""", "recorded", "Goal 0: messages[0] must be an object with the texts role and content.")]
    [InlineData("""{"prompt": "a", "messages": [{"role": "assistant", "content": "x"}]}""", "recorded", "Goal 0: messages holds no message of a user.")]
    [InlineData("""{"prompt": "One sentence."}""", "intents", "Goal 0 has no column intents, and its prompt is a single sentence: there is nothing to discover.")]
    public async Task A_goal_that_lacks_what_its_user_needs_is_said_before_anybody_is_asked(string goal, string user, string sentence)
    {
        _collab.Write("goals.jsonl", goal + "\n");
        (await RunAsync("--user", user)).AssertFailed(ExitCodes.BadInput, sentence);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task Columns_may_be_called_otherwise()
    {
        _collab.Write("goals.jsonl", """{"problem": "Add. Then halve.", "solution": "3", "prompt": "kept"}""" + "\n");
        (await RunAsync("--user", "intents", "--messages", "1", "--map", "prompt=problem", "--map", "completion=solution")).AssertSucceeded();
        var line = Assert.Single(await LinesAsync());
        Assert.Equal(("Add. Then halve.", "3"), ((string)line["single_turn_prompt"]!, (string)line["single_turn_completion"]!));
        Assert.Equal("""{"prompt":"kept"}""", line["single_turn_metadata"]!.ToJsonString());
        (await RunAsync("--map", "answer=solution")).AssertFailed(ExitCodes.Usage, "--map: The mapping answer=solution is for answer; it can be for prompt, completion, split or id.");
    }

    [Theory]
    [InlineData("", "goals.jsonl holds no row.")]
    [InlineData("{\"prompt\": \"a\"}\n{\"completion\": \"b\"}\n", "goals.jsonl, row 2: prompt is missing.")]
    [InlineData("{\"prompt\": \" \"}\n", "goals.jsonl, row 1: prompt is empty.")]
    [InlineData("{\"prompt\": 3}\n", "goals.jsonl, row 1: prompt must be a text, not 3.")]
    [InlineData("{\"prompt\": \"a\", \"prompt\": \"b\"}\n", "goals.jsonl, row 1: this is not JSON.")]
    [InlineData("[1]\n", "goals.jsonl, row 1: a row must be a JSON object, not 1.")]
    [InlineData("\n{\"prompt\": \n", "goals.jsonl, row 2: this is not JSON.")]
    [InlineData("{\"id\": \"x\", \"prompt\": \"a\"}\n{\"id\": \"x\", \"prompt\": \"a\"}\n", "goals.jsonl, row 2: id is x again, as in row 1: ids must be unique.")]
    public async Task A_goal_that_cannot_be_read_is_one_sentence_with_its_row(string content, string sentence)
    {
        _collab.Write("goals.jsonl", content);
        (await RunAsync("--user", "recorded")).AssertFailed(ExitCodes.BadInput, sentence);
    }

    [Fact]
    public async Task Goals_in_another_encoding_are_refused()
    {
        await File.WriteAllBytesAsync(Path.Combine(_collab.Root, "goals.jsonl"), "{\"prompt\": \"caf\u00e9\"}\n"u8.ToArray().Select(b => b == 0xC3 ? (byte)0xE9 : b).ToArray(), TestContext.Current.CancellationToken);
        (await RunAsync("--user", "recorded")).AssertFailed(ExitCodes.BadInput, "goals.jsonl, row 1: prompt is not UTF-8");
    }

    [Fact]
    public async Task An_empty_signal_is_refused() =>
        (await RunAsync("--user", "recorded", "--signal", "")).AssertFailed(ExitCodes.Usage, "--signal is empty, and every message would hold it.");

    public void Dispose() => _collab.Dispose();

    private Task<CollabResult> RunAsync(params string[] more) => _collab.RunAsync(["simulate", "--goals", Path.Combine(_collab.Root, "goals.jsonl"), "--out", Out, .. more]);

    private async Task<IReadOnlyList<JsonNode>> LinesAsync() =>
        [.. (await File.ReadAllLinesAsync(Path.Combine(Out, "conversations.jsonl"), TestContext.Current.CancellationToken)).Select(l => JsonNode.Parse(l)!)];
}
