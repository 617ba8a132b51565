using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Prompts.Replies;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.Prompts;

public sealed class PromptsTests : IDisposable
{
    private readonly Collab _collab = new();

    [Fact]
    public async Task What_the_reference_reads_is_read_through_the_command()
    {
        var goldens = JsonNode.Parse(await File.ReadAllTextAsync(SharedFolder.Require("goldens/reference-json.json"), TestContext.Current.CancellationToken))!.AsArray();
        var file = _collab.Write("replies.jsonl", string.Join('\n', goldens.Select(g => new JsonObject { ["text"] = g!["text"]!.DeepClone() }.ToJsonString())) + "\n");
        var result = (await _collab.RunAsync("prompts", "test", "--replies", file, "--json")).AssertSucceeded();
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(goldens.Count, lines.Count);
        foreach (var (golden, line) in goldens.Zip(lines))
        {
            if (golden!["reference_value"] is null) continue;
            Assert.NotNull(line["value"]);
            // Texts that look like something else stay texts, and \u is decoded: two of the deliberate differences.
            if (golden["reference_value"]!.ToJsonString().Contains("u00e9", StringComparison.Ordinal) || golden["text"]!.GetValue<string>() is { } t && Quoted(t)) continue;
            Assert.True(JsonNode.DeepEquals(golden["reference_value"], line["value"]), $"{golden["text"]}: {line["value"]!.ToJsonString()}");
        }
        Assert.Equal("""{"failure":"The reply holds no JSON object."}""", lines[goldens.ToList().FindIndex(g => g!["text"]!.GetValue<string>() == "no json")].ToJsonString());
    }

    [Fact]
    public async Task The_fields_of_a_prompt_are_read_with_their_types()
    {
        var file = _collab.Write("reply.txt", "Well: {thought: 'fine', \"interactivity\": \"0.5\",}");
        var good = (await _collab.RunAsync("prompts", "test", "interactivity", "--replies", file)).AssertSucceeded();
        Assert.Contains("\"interactivity\": 0.5", good.Out, StringComparison.Ordinal);
        Assert.Contains("tolerated:", good.Error, StringComparison.Ordinal);
        var bad = await _collab.RunAsync("prompts", "test", "interactivity", "--replies", _collab.Write("bad.txt", "{\"thought\":\"x\",\"interactivity\":7}"));
        Assert.StartsWith("not read: interactivity must be a number from 0 to 1", bad.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_is_shown_filled_in_and_an_unknown_input_is_named()
    {
        var shown = (await _collab.RunAsync("prompts", "test", "interactivity", "--arg", "chat_history=**User**: <b> {{$x}}")).AssertSucceeded();
        Assert.Contains("**User**: <b> {{$x}}", shown.Out, StringComparison.Ordinal);
        var wrong = await _collab.RunAsync("prompts", "test", "interactivity", "--arg", "history=x");
        Assert.Equal(ExitCodes.Usage, wrong.ExitCode);
        Assert.Contains("--arg history: interactivity takes chat_history", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exported_prompts_can_be_edited_and_an_edit_shows_in_the_hash()
    {
        var folder = Path.Combine(_collab.Root, "mine");
        (await _collab.RunAsync("prompts", "export", "--to", folder)).AssertSucceeded();
        Assert.Equal(PromptLibrary.Shipped.All.Count, Directory.GetFiles(folder).Length);
        Assert.Equal((await _collab.RunAsync("prompts", "list")).Out, (await _collab.RunAsync("prompts", "list", "--prompts", folder)).Out);
        var path = Path.Combine(folder, "accuracy.md");
        await File.AppendAllTextAsync(path, "\nBe strict.\n", TestContext.Current.CancellationToken);
        Assert.NotEqual((await _collab.RunAsync("prompts", "list")).Out, (await _collab.RunAsync("prompts", "list", "--prompts", folder)).Out);
        (await _collab.RunAsync("prompts", "export", "--to", folder)).AssertSucceeded();
        Assert.Contains("Be strict.", (await _collab.RunAsync("prompts", "show", "accuracy", "--prompts", folder)).Out, StringComparison.Ordinal);
    }

    /// <summary>Whatever is pasted gets an answer: what the reader reads can be printed, and what is no line is a reply.</summary>
    [Fact]
    public async Task Replies_that_are_hard_to_hold_are_answered()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", TolerantJson.MostDepth)) + "1" + new string('}', TolerantJson.MostDepth);
        Assert.Equal($$"""{"value":{{deep}},"tolerated":[]}""", Assert.Single(await AnswersAsync(JsonSerializer.Serialize(new { text = deep }))));
        Assert.Contains("nested deeper than 256 levels", Assert.Single(await AnswersAsync(JsonSerializer.Serialize(new { text = $"{{\"b\":{deep}}}" }))), StringComparison.Ordinal);
        Assert.Equal("""{"value":{"a":2},"tolerated":["a key given twice; the later one holds"]}""", Assert.Single(await AnswersAsync("""{"a": 1, "a": 2}""")));
        Assert.Equal(
            ["""{"value":{"a":1},"tolerated":["text around the object"]}""", """{"value":{"a":"x\uFFFDy"},"tolerated":[]}"""],
            (await AnswersAsync("{\"text\": \"\\ud83d {\\\"a\\\":1}\"}\n\"{\\\"a\\\": \\\"x\\ud83dy\\\"}\"\n")).Select(l => l.Replace("\uFFFD", "\\uFFFD", StringComparison.Ordinal)));

        async Task<string[]> AnswersAsync(string pasted) =>
            (await _collab.RunAsync(["prompts", "test", "--replies", "-", "--json"], pasted, terminal: false)).AssertSucceeded().OutLines;
    }

    public void Dispose() => _collab.Dispose();

    private static bool Quoted(string text) => new[] { "42", "true", "null", " 7 ", "1_000" }.Any(w => text.Contains(JsonSerializer.Serialize(w), StringComparison.Ordinal));
}
