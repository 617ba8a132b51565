using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.Metrics;

public sealed class MetricTests : IDisposable
{
    private const string Pair = """{"reference": "the same text here", "hypothesis": "the same text here"}""";
    private const string Talk = """{"messages": [{"role": "user", "content": "hello world"}, {"role": "assistant", "content": "hello"}], "single_turn_prompt": "greet", "single_turn_completion": "hello"}""";

    private readonly Collab _collab = new();

    [Theory]
    [InlineData("bleu_char", "bleu_char_nltk")]
    [InlineData("bleu", "bleu_char_nltk")]
    [InlineData("bleu_word", "bleu_word_nltk")]
    [InlineData("bleu_word_smooth", "bleu_word_smooth1_nltk")]
    [InlineData("chrf", "chrf_sacrebleu")]
    [InlineData("rouge_l", "rougeL_f_rouge_score")]
    public async Task The_golden_pairs_through_the_command(string metric, string field)
    {
        var rows = JsonNode.Parse(await File.ReadAllTextAsync(SharedFolder.Require("goldens/text-metrics.json")))!.AsArray();
        var input = _collab.Write("pairs.jsonl", string.Join('\n', rows.Select(r => r!.ToJsonString())));
        var result = (await _collab.RunAsync("metric", metric, "--input", input, "--threads", "4")).AssertSucceeded();
        Assert.Equal(rows.Count, result.OutLines.Length);
        foreach (var (row, line) in rows.Zip(result.OutLines)) Assert.Equal((double)row![field]!, Score(line), 1e-9);
        Assert.Contains("n 120", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thousands_of_lines_keep_their_order()
    {
        // the longer the hypothesis, the nearer: scores rise with the line number
        var reference = string.Concat(Enumerable.Range(0, 400).Select(i => $"{i} "));
        var lines = Enumerable.Range(0, 2000).Select(i => JsonSerializer.Serialize(new { reference, hypothesis = reference[..(200 + (i / 2))] }));
        var output = Path.Combine(_collab.Root, "scores.jsonl");
        var result = (await _collab.RunAsync("metric", "bleu_char", "--input", _collab.Write("p.jsonl", string.Join('\n', lines)), "--output", output, "--threads", "8"))
            .AssertSucceeded();
        Assert.Equal("", result.Out);
        double[] scores = [.. (await File.ReadAllLinesAsync(output)).Select(Score)];
        Assert.Equal(2000, scores.Length);
        Assert.Equal(scores.Order(), scores);
        Assert.True(scores[0] < scores[^1], "the scores differ");
    }

    [Fact]
    public async Task Stdin_is_a_dash()
    {
        var result = (await _collab.RunAsync(["metric", "bleu", "--input", "-"], Pair + "\n\n" + Pair, terminal: false)).AssertSucceeded();
        Assert.Equal(["""{"score":1}""", """{"score":1}"""], result.OutLines);
        Assert.Equal("bleu (0–1): mean 1, SE 0, n 2\n", result.Error);
    }

    [Fact]
    public async Task Conversations_are_scored()
    {
        var input = _collab.Write("talks.jsonl", Talk);
        Assert.Equal(["""{"score":0.001}"""], (await _collab.RunAsync("metric", "token_amount", "--input", input)).AssertSucceeded().OutLines);
        Assert.Equal(
            ["""{"score":2,"scale":"tokens","parts":{"tokens_read":1,"tokens_typed":2,"turns":1}}"""],
            (await _collab.RunAsync("metric", "tokens_typed", "--input", input, "--details")).AssertSucceeded().OutLines);
    }

    [Theory]
    [InlineData("bleu", """{"reference": "a"}""", "line 2: hypothesis is missing, and there are no messages.")]
    [InlineData("bleu", """{"hypothesis": "a"}""", "line 2: reference is missing.")]
    [InlineData("bleu", """{"reference": "a", "hypothesis": 3}""", "line 2: hypothesis must be a text, not 3.")]
    [InlineData("bleu", """{"reference": "a", "hypothesis": """, "line 2: this is not JSON")]
    [InlineData("bleu", "[1]", "line 2: each line must hold one JSON object.")]
    [InlineData("turns", """{"messages": [{"role": "user"}]}""", "line 2: messages[0].content is missing.")]
    [InlineData("turns", """{"messages": [{"role": "robot", "content": ""}]}""", "line 2: messages[0].role is robot, not system, user or assistant.")]
    [InlineData("turns", Pair, "line 1: messages is missing: turns scores a conversation.")]
    [InlineData("bleu", Talk, "line 2: completion is missing: bleu scores a text, so take one out of the conversation, as in document->bleu.")]
    public async Task A_bad_line_is_named_and_nothing_is_left(string metric, string line, string words)
    {
        var good = metric == "turns" ? Talk : Pair;
        var input = _collab.Write("in.jsonl", line == Pair ? line : $"{good}\n{line}\n{good}");
        var output = Path.Combine(_collab.Root, "out.jsonl");
        (await _collab.RunAsync("metric", metric, "--input", input, "--output", output)).AssertFailed(ExitCodes.BadInput, $"{input}, {words}");
        Assert.Equal([input], Directory.GetFiles(_collab.Root));
    }

    [Fact]
    public async Task An_empty_file_is_a_mistake()
    {
        var output = Path.Combine(_collab.Root, "out.jsonl");
        var input = _collab.Write("in.jsonl", "\n");
        (await _collab.RunAsync("metric", "bleu", "--input", input, "--output", output)).AssertFailed(ExitCodes.BadInput, $"{input} holds no line.");
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task An_unknown_metric_is_told_what_there_is_before_a_line_is_read()
    {
        (await _collab.RunAsync("metric", "blue_char", "--input", "-")).AssertFailed(ExitCodes.BadInput, "There is no metric blue_char. Did you mean bleu_char? Known: ");
        var lines = _collab.Write("lines.jsonl", """{"prompt": "no reference"}""");
        (await _collab.RunAsync("metric", "document->bleuu", "--input", lines, "--judge", "nobody")).AssertFailed(ExitCodes.BadInput, "There is no metric bleuu. Did you mean bleu? Known: ");
    }

    [Fact]
    public async Task The_input_must_be_named() =>
        (await _collab.RunAsync("metric", "bleu")).AssertFailed(ExitCodes.Usage, "collab metric bleu needs --input FILE.jsonl");

    [Fact]
    public async Task All_metrics_are_listed()
    {
        var shown = (await _collab.RunAsync("metric", "list")).AssertSucceeded().Out;
        var listed = JsonNode.Parse((await _collab.RunAsync("metric", "list", "--json")).AssertSucceeded().Out)!.AsArray();
        Assert.All(listed, m => Assert.Contains((string)m!["name"]!, shown, StringComparison.Ordinal));
        Assert.Contains("rouge_l", listed.Select(m => (string)m!["name"]!));
    }

    [Fact]
    public async Task A_plug_in_that_cannot_be_used_is_a_sentence()
    {
        (await _collab.RunAsync("metric", "list", "--plugin", "nowhere.dll")).AssertFailed(ExitCodes.BadInput, "There is no plug-in nowhere.dll.");
        (await _collab.RunAsync("metric", "list", "--plugin", "http:mine")).AssertFailed(ExitCodes.Usage, "--plugin http:mine names no metric: write http:NAME=URL.");
        (await _collab.RunAsync("metric", "list", "--plugin", "http:mine=ftp://x")).AssertFailed(ExitCodes.Usage, "--plugin: ftp://x is no http or https address.");
        (await _collab.RunAsync("metric", "list", "--plugin", "http:chrf=http://x")).AssertFailed(ExitCodes.BadInput, "There is already a metric chrf");
    }

    [Fact]
    public async Task What_a_metric_needs_is_said() =>
        (await _collab.RunAsync("metric", "rm_http", "--input", "-")).AssertFailed(ExitCodes.Usage, "rm_http needs --reward-model URL.");

    /// <summary>An endpoint of one's own: a score for one line, none for the other, which is a failure and not a 0.</summary>
    [Fact]
    public async Task A_metric_behind_an_address_scores_lines()
    {
        using var listener = new HttpListener();
        var address = Listen(listener);
        var serving = Task.Run(async () =>
        {
            for (var i = 0; i < 2; i++)
            {
                var context = await listener.GetContextAsync();
                var body = (await JsonNode.ParseAsync(context.Request.InputStream))!;
                var answer = (string)body["completion"]! == "good" ? """{"score": 0.75}""" : """{"failure": "it says nothing"}""";
                context.Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: false);
            }
        });
        var lines = """
            {"reference": "a", "hypothesis": "good"}
            {"reference": "a", "hypothesis": "bad"}
            """;
        var result = (await _collab.RunAsync(["metric", "mine", "--input", "-", "--plugin", $"http:mine={address}"], lines, terminal: false)).AssertSucceeded();
        await serving;
        Assert.Equal(["""{"score":0.75}""", """{"score":null,"failure":{"kind":"model","reason":"it says nothing"}}"""], result.OutLines);
        Assert.Contains("n 1, 1 failed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_is_summed_up()
    {
        var lines = """
            {"reference": "", "hypothesis": "Which one?", "metadata": {"ambiguity": "ambiguous"}}
            {"reference": "", "hypothesis": "This one.", "metadata": {"ambiguity": "non_ambiguous"}}
            """;
        var result = (await _collab.RunAsync(["metric", "action_accuracy", "--input", "-"], lines, terminal: false)).AssertSucceeded();
        Assert.Equal(["""{"score":1}""", """{"score":1}"""], result.OutLines);
        Assert.Contains("macro accuracy 100.00", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _collab.Dispose();

    private static string Listen(HttpListener listener)
    {
        for (var port = 20_000 + (Environment.ProcessId % 20_000); ; port++)
        {
            try
            {
                listener.Prefixes.Clear();
                listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                listener.Start();
                return $"http://127.0.0.1:{port}/score";
            }
            catch (HttpListenerException)
            {
                // taken: the next one
            }
        }
    }

    private static double Score(string line) => double.Parse(JsonNode.Parse(line)!["score"]!.ToJsonString(), CultureInfo.InvariantCulture);
}
