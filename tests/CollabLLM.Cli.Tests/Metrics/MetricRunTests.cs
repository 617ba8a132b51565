using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Metrics;

/// <summary>Metrics that ask models, through the command.</summary>
public sealed class MetricRunTests : IDisposable
{
    private readonly Collab _collab = new();

    [Fact]
    public async Task Judged_lines_are_scored_in_order_and_a_judge_who_cannot_be_read_scores_nothing()
    {
        await using var server = await _collab.PlayAsync(asked => asked.Contains("reply 2", StringComparison.Ordinal) ? "I like it." : $$"""{"thought":"x","interactivity":0.{{Number(asked)}}}""");
        var result = (await _collab.RunAsync("metric", "interactivity", "--input", Talks(4), "--judge", "play")).AssertSucceeded();
        Assert.Equal(["""{"score":0.1}""", """{"score":0.3}""", """{"score":0.4}"""], [result.OutLines[0], .. result.OutLines[2..]]);
        Assert.StartsWith("""{"score":null,"failure":{"kind":"model","reason":"play did not answer interactivity in its form: """, result.OutLines[1], StringComparison.Ordinal);
        Assert.Contains("interactivity (0–1): mean 0.266667, SE 0.088192, n 3, 1 failed", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 lines without a score: play did not answer", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("interactivity_1_3", """{"score":1.5,"scale":"1–3","parts":{"raw":0.25},"prompt":"interactivity 1 """)]
    [InlineData("interactivity_rescaled", """{"score":-2,"scale":"2·(S−2.5), −3 to 1","parts":{"raw":0.25},"prompt":"interactivity 1 """)]
    public async Task Every_scale_says_which_it_is(string metric, string line)
    {
        await using var server = await _collab.PlayAsync(_ => """{"thought":"x","interactivity":0.25}""");
        var result = (await _collab.RunAsync("metric", metric, "--input", Talks(1), "--judge", "play", "--details")).AssertSucceeded();
        Assert.StartsWith(line, Assert.Single(result.OutLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_of_the_judge_everywhere_is_no_success()
    {
        await using var server = await _collab.PlayAsync(_ => "<html>");
        var result = await _collab.RunAsync("metric", "accuracy", "--input", Talks(3), "--judge", "play");
        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
        Assert.All(result.OutLines, l => Assert.StartsWith("""{"score":null,"failure":{"kind":"model",""", l, StringComparison.Ordinal));
        Assert.Equal(3, result.OutLines.Length);
        Assert.Contains("accuracy (0–1): no score, n 0, 3 failed", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A spent budget stops it; the same command with a larger one asks nothing again that was answered.</summary>
    [Fact]
    public async Task A_run_with_a_folder_goes_on_where_it_stopped()
    {
        await using var server = await _collab.PlayAsync(asked => $$"""{"thought":"x","interactivity":0.{{Number(asked)}}}""");
        var folder = Path.Combine(_collab.Root, "out");
        string[] arguments = ["metric", "interactivity", "--input", Talks(6), "--judge", "play", "--out", folder];
        var spent = await _collab.RunAsync([.. arguments, "--max-calls", "4"]);
        Assert.Equal(ExitCodes.Budget, spent.ExitCode);
        Assert.Equal("", spent.Out);
        Assert.Equal(["calls.jsonl"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        Assert.Equal(4, server.Answered.Count);

        var result = (await _collab.RunAsync(arguments)).AssertSucceeded();
        Assert.Equal(6, server.Answered.Count);
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], result.OutLines.Select(l => (double)JsonNode.Parse(l)!["score"]!));
        Assert.Equal(result.OutLines, await File.ReadAllLinesAsync(Path.Combine(folder, "scores.jsonl"), TestContext.Current.CancellationToken));
        var summary = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "summary.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal(("interactivity", "0–1", 6, 0), ((string)summary["metric"]!, (string)summary["scale"]!, (int)summary["lines"]!, (int)summary["lines_without_score"]!));
        Assert.Equal(0.35, (double)summary["mean"]!, 1e-12);
        Assert.StartsWith("interactivity 1 ", (string)summary["prompts"]!.AsArray().Single()!, StringComparison.Ordinal);
        Assert.Equal(4, (int)summary["calls"]!.AsArray().Single()!["replayed"]!);

        // The other scales are the same judgements: nobody is asked again.
        (await _collab.RunAsync(["metric", "interactivity_1_3", .. arguments[2..]])).AssertSucceeded();
        Assert.Equal(6, server.Answered.Count);
    }

    [Fact]
    public async Task A_forecast_counts_the_calls_and_calls_nobody()
    {
        await using var server = await _collab.PlayAsync(_ => throw new InvalidOperationException("nobody should ask"));
        var folder = Path.Combine(_collab.Root, "out");
        var input = _collab.Write("in.jsonl", Talk("<document title=\"A\">\nall\n</document>") + "\n" + Talk("<document title=\"A\">\nhalf"));
        var result = (await _collab.RunAsync("metric", "document->accuracy", "--input", input, "--judge", "play", "--out", folder, "--judge-repeats", "3", "--dry-run", "--json")).AssertSucceeded();
        var forecast = JsonNode.Parse(result.Out)!;
        // Three judgements a line, and one document has to be extracted.
        Assert.Equal(7, (int)forecast["calls"]!);
        Assert.Empty(server.Answered);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task An_artefact_is_taken_as_it_stands_or_by_the_extractor()
    {
        await using var server = await _collab.PlayAsync(asked => asked.Contains("Take the final result", StringComparison.Ordinal) ? """{"thought":"x","take":null,"final_completion":"hello"}""" : null);
        var input = _collab.Write("in.jsonl", string.Join('\n', Talk("<document title=\"A\">\nhello\n</document>"), Talk("<document title=\"A\">\nhel"), Talk("Sorry.")));
        var result = (await _collab.RunAsync("metric", "document->bleu", "--input", input, "--extractor", "play")).AssertSucceeded();
        Assert.Equal(["""{"score":1}""", """{"score":1}""", """{"score":1}"""], result.OutLines);
        Assert.Equal(2, server.Answered.Count);
        Assert.Contains("document->bleu (0–1): mean 1, SE 0, n 3", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_judge_decides_whether_replies_ask()
    {
        await using var server = await _collab.PlayAsync(asked => $$"""{"thought":"x","action":"{{(asked.Contains("year", StringComparison.Ordinal) ? "ask" : "answer")}}"}""");
        var input = _collab.Write("in.jsonl", """
            {"messages": [{"role": "user", "content": "When?"}, {"role": "assistant", "content": "I would need the year."}], "metadata": {"ambiguity": "ambiguous"}}
            {"messages": [{"role": "user", "content": "When?"}], "completion": "In May.", "metadata": {"ambiguity": "non_ambiguous"}}
            {"messages": [{"role": "user", "content": "When?"}], "completion": "Which year?", "metadata": {"ambiguity": "non_ambiguous"}}
            """);
        var folder = Path.Combine(_collab.Root, "out");
        var result = (await _collab.RunAsync("metric", "action_accuracy_judged", "--input", input, "--judge", "play", "--out", folder)).AssertSucceeded();
        Assert.Equal(["""{"score":1}""", """{"score":1}""", """{"score":0}"""], result.OutLines);
        Assert.Contains("accuracy on ambiguous items 100.00", result.Error, StringComparison.Ordinal);
        var summary = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "summary.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal((1.0, 0.5, 0.75), ((double)summary["accuracy_ambiguous"]!, (double)summary["accuracy_non_ambiguous"]!, (double)summary["macro_accuracy"]!));
        // F1 of asking and of answering are both 2/3.
        Assert.Equal(2.0 / 3, (double)summary["macro_f1"]!, 1e-12);
        Assert.Equal(0.5, (double)summary["question_precision"]!);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "accuracy asks a judge: name one with --judge MODEL, a model of the catalogue or a GGUF file.", "accuracy")]
    [InlineData(ExitCodes.Usage, "document->bleu takes the document out of a conversation, which a model does: name one with --extractor MODEL, or --judge MODEL.", "document->bleu")]
    [InlineData(ExitCodes.Usage, "There is no model gtp. Models:Catalogue has: play.", "accuracy", "--judge", "gtp")]
    [InlineData(ExitCodes.BadInput, "There is no metric blue. Did you mean bleu?", "document->blue", "--judge", "play")]
    [InlineData(ExitCodes.BadInput, "The metric \"->bleu\" does not say what to take out", "->bleu", "--judge", "play")]
    [InlineData(ExitCodes.BadInput, "There is no metric document=>bleu. Did you mean document->bleu?", "document=>bleu", "--judge", "play")]
    [InlineData(ExitCodes.Usage, "If it was document->NAME, the shell took the > and what follows for a file: put it in quotes, as in 'document->bleu'.", "document-", "--judge", "play")]
    [InlineData(ExitCodes.BadInput, "cannot be written", "interactivity", "--judge", "play", "--output", "/nowhere/scores.jsonl")]
    [InlineData(ExitCodes.Usage, "turns asks no model, so --judge has nothing to say here; leave it out.", "turns", "--judge", "play")]
    [InlineData(ExitCodes.Usage, "turns asks no model, so --out has nothing to say here; leave it out.", "turns", "--out", "x")]
    public async Task What_does_not_fit_is_a_sentence(int code, string words, params string[] arguments)
    {
        await using var server = await _collab.PlayAsync(_ => throw new InvalidOperationException("nobody should ask"));
        (await _collab.RunAsync(["metric", .. arguments, "--input", Talks(1)])).AssertFailed(code, words);
        Assert.Empty(server.Answered);
    }

    [Theory]
    [InlineData("accuracy", "{\"messages\": ", "line 3: this is not JSON")]
    [InlineData("accuracy", """{"messages": [{"role": "user", "content": "hi"}], "single_turn_prompt": "x"}""", "line 3: single_turn_completion is missing: accuracy compares with it.")]
    [InlineData("interactivity", """{"messages": [{"role": "user", "content": "[[TERMINATE CHAT]]"}]}""", "line 3: interactivity judges a conversation, and messages holds nothing but the end of one.")]
    [InlineData("helpfulness", """{"messages": [{"role": "user", "content": "hi"}], "single_turn_prompt": "x"}""", "line 3: helpfulness judges a reply, and messages holds none of the assistant.")]
    [InlineData("action_accuracy_judged", """{"messages": [{"role": "user", "content": "hi"}], "completion": "a", "metadata": {"ambiguity": "maybe"}}""", "line 3: metadata.ambiguity is maybe, not ambiguous or non_ambiguous.")]
    [InlineData("document->bleu", """{"reference": "a", "hypothesis": "b"}""", "line 3: messages is missing: document->bleu takes the document out of a conversation.")]
    public async Task A_line_that_lacks_something_is_told_before_the_others_cost_anything(string metric, string line, string words)
    {
        await using var server = await _collab.PlayAsync(_ => throw new InvalidOperationException("nobody should ask"));
        var good = JsonNode.Parse(Talk("Hello."))!;
        good["metadata"] = new JsonObject { ["ambiguity"] = "ambiguous" };
        var input = _collab.Write("in.jsonl", $"{good.ToJsonString()}\n\n{line}\n");
        var folder = Path.Combine(_collab.Root, "out");
        (await _collab.RunAsync("metric", metric, "--input", input, "--judge", "play", "--out", folder)).AssertFailed(ExitCodes.BadInput, $"{input}, {words}");
        Assert.Empty(server.Answered);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task An_empty_file_and_a_limit()
    {
        await using var server = await _collab.PlayAsync(_ => """{"thought":"x","interactivity":1}""");
        (await _collab.RunAsync("metric", "interactivity", "--input", _collab.Write("empty.jsonl", "\n"), "--judge", "play")).AssertFailed(ExitCodes.BadInput, "empty.jsonl holds no line.");
        Assert.Equal(2, (await _collab.RunAsync("metric", "interactivity", "--input", Talks(5), "--judge", "play", "--limit", "2")).AssertSucceeded().OutLines.Length);
        Assert.Equal(3, (await _collab.RunAsync("metric", "turns", "--input", Talks(5), "--limit", "3")).AssertSucceeded().OutLines.Length);
        Assert.Equal(2, server.Answered.Count);
    }

    /// <summary>Who gives the key itself does not see it again.</summary>
    [Fact]
    public async Task A_key_is_named_and_never_printed()
    {
        var result = await _collab.RunAsync("metric", "rm_http", "--input", Talks(1), "--reward-model", "http://127.0.0.1:9/", "--reward-model-key", "sk-secret");
        result.AssertFailed(ExitCodes.Usage, "--reward-model-key takes the name of an environment variable that holds the key");
        Assert.DoesNotContain("sk-secret", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _collab.Dispose();

    private string Talks(int count) => _collab.Write("talks.jsonl", string.Join('\n', Enumerable.Range(1, count).Select(i => Talk($"reply {i}"))));

    private static string Talk(string reply) => JsonSerializer.Serialize(new
    {
        messages = new[] { new { role = "user", content = "hi" }, new { role = "assistant", content = reply } },
        single_turn_prompt = "greet",
        single_turn_completion = "hello",
    });

    /// <summary>Of the reply that is judged.</summary>
    private static string Number(string asked) => asked[(asked.IndexOf("reply ", StringComparison.Ordinal) + "reply ".Length)..][..1];
}
