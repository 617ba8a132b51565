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
        Assert.Contains("--arg history=x is no NAME=TEXT of an input: interactivity takes chat_history.", wrong.Error, StringComparison.Ordinal);
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

    /// <summary>The prompt, the reply as it came, and what was read: the repair call too.</summary>
    [Fact]
    public async Task A_prompt_is_truly_answered_by_a_model_and_repaired_once()
    {
        await using var server = await _collab.PlayAsync(asked => asked.Contains("cannot be read", StringComparison.Ordinal) ? """{"thought":"x","action":"ask"}""" : "It would ask.");
        var arguments = _collab.Write("args.json", """{"response": "Which year?", "chat_history": [{"role": "user", "content": "When?"}, {"role": "system", "content": "hidden"}]}""");
        string[] command = ["prompts", "test", "ask_or_answer", "--model", "play", "--args", arguments];
        var shown = (await _collab.RunAsync(command)).AssertSucceeded();
        foreach (var words in (string[])["**User**: When?", "Which year?", "It would ask.", "\"action\": \"ask\""]) Assert.Contains(words, shown.Out, StringComparison.Ordinal);
        Assert.Contains("Asked to repair it, play said:", shown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", shown.Out, StringComparison.Ordinal);
        Assert.Equal(2, server.Answered.Count);

        var line = JsonNode.Parse((await _collab.RunAsync([.. command, "--json"])).AssertSucceeded().Out)!;
        Assert.Equal(["It would ask.", """{"thought":"x","action":"ask"}"""], line["replies"]!.AsArray().Select(r => (string)r!));
        Assert.Equal("ask", (string)line["value"]!["action"]!);
    }

    [Fact]
    public async Task What_a_model_says_in_no_form_is_shown_and_is_no_success()
    {
        await using var server = await _collab.PlayAsync(_ => "Seven.");
        var result = await _collab.RunAsync("prompts", "test", "interactivity", "--model", "play", "--arg", "chat_history=**User**: hi");
        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
        Assert.Contains("Seven.", result.Out, StringComparison.Ordinal);
        Assert.Contains("not read: play did not answer interactivity in its form: The reply holds no JSON object.", result.Out, StringComparison.Ordinal);
        var prose = (await _collab.RunAsync("prompts", "test", "collaborative", "--model", "play", "--json")).AssertSucceeded();
        Assert.Equal("Seven.", (string)JsonNode.Parse(prose.Out)!["replies"]!.AsArray().Single()!);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "--model answers a prompt: name it.", "--model", "play")]
    [InlineData(ExitCodes.Usage, "--replies are pasted and --model asks for one: give one of the two.", "interactivity", "--model", "play", "--replies", "-")]
    [InlineData(ExitCodes.Usage, "interactivity needs --arg chat_history=TEXT, or chat_history in --args FILE.", "interactivity", "--model", "play")]
    [InlineData(ExitCodes.Usage, "There is no model gtp. Models:Catalogue has: play.", "interactivity", "--model", "gtp", "--arg", "chat_history=x")]
    [InlineData(ExitCodes.BadInput, "--args: there is no file nowhere.json.", "interactivity", "--args", "nowhere.json")]
    [InlineData(ExitCodes.BadInput, "history is no input: interactivity takes chat_history.", "interactivity", "--args", """{"history": "x"}""")]
    [InlineData(ExitCodes.BadInput, "chat_history must be a text, or a list of messages of role and content.", "interactivity", "--args", """{"chat_history": true}""")]
    [InlineData(ExitCodes.BadInput, "chat_history[0].role is robot, not system, user or assistant.", "interactivity", "--args", """{"chat_history": [{"role": "robot", "content": "x"}]}""")]
    [InlineData(ExitCodes.BadInput, "this is not JSON, line 1.", "interactivity", "--args", "{chat_history: x}")]
    public async Task What_does_not_fit_a_test_is_a_sentence(int code, string words, params string[] arguments)
    {
        await using var server = await _collab.PlayAsync(_ => throw new InvalidOperationException("nobody should ask"));
        // An object stands for a file that holds it.
        if (arguments[^1].StartsWith('{')) arguments[^1] = _collab.Write("args.json", arguments[^1]);
        (await _collab.RunAsync(["prompts", "test", .. arguments])).AssertFailed(code, words);
        Assert.Empty(server.Answered);
    }

    /// <summary>All that is wrong at once, where a run stops at the first.</summary>
    [Fact]
    public async Task A_folder_of_edited_prompts_is_checked_file_by_file()
    {
        var folder = Path.Combine(_collab.Root, "mine");
        (await _collab.RunAsync("prompts", "export", "--to", folder)).AssertSucceeded();
        var whole = (await _collab.RunAsync("prompts", "check", folder)).AssertSucceeded();
        Assert.Equal(PromptLibrary.Shipped.All.Count, whole.OutLines.Count(l => l.TrimEnd().EndsWith("as shipped", StringComparison.Ordinal)));

        await EditAsync("accuracy", t => t + "\nBe strict.\n");
        await EditAsync("interactivity", t => t.Replace("{{$chat_history}}", "{{$history}}", StringComparison.Ordinal));
        await EditAsync("helpfulness", t => t.Replace("  response: fenced", "  response: plain", StringComparison.Ordinal).Replace("  helpfulness.score: number 0..1", "  helpfulness.score: number 0..5", StringComparison.Ordinal));
        await EditAsync("repair", t => t[4..]);
        File.WriteAllText(Path.Combine(folder, "acuracy.md"), PromptLibrary.Shipped.Get("accuracy").Text.Replace("name: accuracy", "name: acuracy", StringComparison.Ordinal));
        var result = await _collab.RunAsync("prompts", "check", folder);
        Assert.Equal(ExitCodes.BadInput, result.ExitCode);
        foreach (var (file, state) in new[] { ("accuracy.md", "edited"), ("interactivity.md", "wrong"), ("helpfulness.md", "wrong"), ("repair.md", "wrong"), ("acuracy.md", "new"), ("extract.md", "as shipped") })
        {
            Assert.EndsWith(state, result.OutLines.Single(l => l.StartsWith(file + " ", StringComparison.Ordinal)).TrimEnd(), StringComparison.Ordinal);
        }
        foreach (var words in (string[])
        [
            "interactivity.md, line 16: template: {{$history}} is no input of this prompt", "helpfulness.md: inputs: response comes from outside, so it must be fenced.",
            "helpfulness.md: outputs: helpfulness.score is missing or of another type than number 0..1.", "repair.md, line 1: the file must begin with a line ---",
            "nothing asks for a prompt acuracy; did you mean accuracy?",
        ])
        {
            Assert.Contains(words, result.Error, StringComparison.Ordinal);
        }
        var listed = JsonNode.Parse((await _collab.RunAsync("prompts", "check", folder, "--json")).Out)!.AsArray();
        Assert.Equal(2, listed.Single(f => (string?)f!["name"] == "helpfulness")!["problems"]!.AsArray().Count);

        (await _collab.RunAsync("prompts", "check", Path.Combine(_collab.Root, "none"))).AssertFailed(ExitCodes.BadInput, "There is no folder of prompts");
        (await _collab.RunAsync("prompts", "check", _collab.Folder("empty"))).AssertFailed(ExitCodes.BadInput, "holds no prompt: a prompt is a file NAME.md.");

        async Task EditAsync(string name, Func<string, string> edit)
        {
            var path = Path.Combine(folder, name + ".md");
            await File.WriteAllTextAsync(path, edit(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _collab.Dispose();

    private static bool Quoted(string text) => new[] { "42", "true", "null", " 7 ", "1_000" }.Any(w => text.Contains(JsonSerializer.Serialize(w), StringComparison.Ordinal));
}
