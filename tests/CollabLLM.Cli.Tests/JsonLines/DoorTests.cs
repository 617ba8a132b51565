using System.Text.Json;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.JsonLines;

/// <summary>tokenize, template and logits on a small random model whose first 256 texts after the control tokens are the bytes.</summary>
public sealed class DoorTests : IDisposable
{
    private const int Start = 1;
    private const int FirstByte = 3;
    private readonly Collab _collab = new();
    private readonly string _model;

    public DoorTests() => _model = TinyGguf.Model(_collab.Folder("models"));

    public void Dispose() => _collab.Dispose();

    [Theory]
    [InlineData("\"\"", false, "")]
    [InlineData("\"\"", true, "")]
    [InlineData("\"é\"", false, "C3 A9")]
    [InlineData("\"e\\u0301\"", false, "65 CC 81")]
    [InlineData("\"\\ud83d\\ude00\"", false, "F0 9F 98 80")]
    [InlineData("\"a\\ud83d\\n\"", false, "61 EF BF BD 0A")]
    [InlineData("\"\\ude00\\\"\\\\\\/\\t\"", false, "EF BF BD 22 5C 2F 09")]
    [InlineData("\"\\u0000\"", false, "00")]
    public async Task Any_text_becomes_its_bytes(string json, bool special, string bytes)
    {
        var answer = Assert.Single(await AnswersAsync("tokenize", $$"""{"text": {{json}}, "special": {{(special ? "true" : "false")}}}"""));
        int[] expected = [.. bytes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(b => Convert.ToInt32(b, 16) + FirstByte)];
        Assert.Equal(expected, Ids(answer.GetProperty("ids")));
    }

    [Fact]
    public async Task Names_of_control_tokens_are_tokens_only_when_asked_for()
    {
        var answers = await AnswersAsync("tokenize", """
            {"text": "<|im_start|>a", "special": true}
            {"text": "<|im_start|>a", "special": false}
            {"text": "<|im_start|>a"}
            """);
        Assert.Equal([Start, 'a' + FirstByte], Ids(answers[0].GetProperty("ids")));
        Assert.Equal("<|im_start|>a".Select(c => c + FirstByte), Ids(answers[1].GetProperty("ids")));
        Assert.Equal(Ids(answers[1].GetProperty("ids")), Ids(answers[2].GetProperty("ids")));
    }

    [Fact]
    public async Task The_template_opens_a_reply_unless_told_not_to()
    {
        var answers = await AnswersAsync("template", """
            {"messages": [{"role": "user", "content": "<b> & \"q\" é"}]}
            {"messages": [{"role": "user", "content": "Hi"}], "add_generation_prompt": false}
            {"messages": []}
            """);
        Assert.Equal("<|im_start|>user\n<b> & \"q\" é<|im_end|>\n<|im_start|>assistant\n", answers[0].GetProperty("prompt").GetString());
        Assert.Equal("<|im_start|>user\nHi<|im_end|>\n", answers[1].GetProperty("prompt").GetString());
        Assert.Equal("<|im_start|>assistant\n", answers[2].GetProperty("prompt").GetString());
    }

    [Theory]
    [InlineData("{}", "messages is missing.")]
    [InlineData("{\"messages\": \"Hi\"}", "messages must be a list, not \"Hi\".")]
    [InlineData("{\"messages\": [\"Hi\"]}", "messages[0]: must be an object")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"user\"}]}", "messages[1]: content is missing.")]
    [InlineData("{\"messages\": [{\"role\": \" \", \"content\": \"a\"}]}", "messages[0]: role is empty.")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": [1]}]}", "messages[0]: content must be a text, not [1].")]
    public async Task A_conversation_that_is_none_is_refused(string line, string words) => (await RunAsync("template", line)).AssertFailed(ExitCodes.BadInput, words);

    [Fact]
    public async Task What_a_template_refuses_is_said_with_its_line()
    {
        var strict = TinyGguf.Model(_collab.Folder("strict"), more: w => w.Add(
            "tokenizer.chat_template", GgufValue.From("{{ raise_exception('no system prompt, please') }}")));
        var result = await _collab.RunAsync(["models", "template", "--model", strict, "--input", "-"], "{\"messages\": []}", terminal: false);
        result.AssertFailed(ExitCodes.BadInput, "no system prompt, please");
        Assert.Contains("stdin, line 1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logits_are_those_of_the_served_path_in_the_order_asked_for()
    {
        using var model = GgufModel.Load(_model, new() { Threads = 1, Slots = 1 });
        int[] ids = [1, 50, 60, 70];
        var expected = await model.LogitsAsync(ids, [3, 0]);
        var answers = await AnswersAsync("logits", """
            {"ids": [1, 50, 60, 70], "at": [3, 0, 3], "of": [7, 258, 7]}
            {"ids": [1, 50, 60, 70]}
            {"ids": [1], "at": [], "of": []}
            """);
        Assert.Equal([[expected[0][7], expected[0][258], expected[0][7]], [expected[1][7], expected[1][258], expected[1][7]], [expected[0][7], expected[0][258], expected[0][7]]], Rows(answers[0]));
        Assert.Equal(expected[0], Assert.Single(Rows(answers[1])));
        Assert.Empty(Rows(answers[2]));
    }

    [Theory]
    [InlineData("{\"at\": [0]}", "ids is missing.")]
    [InlineData("{\"ids\": []}", "ids is empty")]
    [InlineData("{\"ids\": \"abc\"}", "ids must be a list of whole numbers.")]
    [InlineData("{\"ids\": [1, 2.5]}", "ids[1] is 2.5, not a whole number.")]
    [InlineData("{\"ids\": [1, 99999999999]}", "ids[1] is 99999999999, not a whole number.")]
    [InlineData("{\"ids\": [1, 259]}", "ids[1] is 259, not a token of the vocabulary: those are 0 to 258.")]
    [InlineData("{\"ids\": [-1]}", "ids[0] is -1, not a token of the vocabulary")]
    [InlineData("{\"ids\": [1], \"at\": [1]}", "at[0] is 1, not a position of ids: those are 0 to 0.")]
    [InlineData("{\"ids\": [1], \"at\": [-1]}", "at[0] is -1, not a position of ids")]
    [InlineData("{\"ids\": [1], \"of\": [300]}", "of[0] is 300, not a token of the vocabulary")]
    public async Task Ids_and_positions_that_do_not_exist_are_refused(string line, string words) =>
        (await RunAsync("logits", line)).AssertFailed(ExitCodes.BadInput, words);

    [Fact]
    public async Task More_tokens_than_the_model_reads_are_refused() =>
        (await RunAsync("logits", $$"""{"ids": [{{string.Join(',', Enumerable.Repeat(5, 257))}}]}"""))
            .AssertFailed(ExitCodes.BadInput, "ids holds 257 tokens; this model reads at most 256.");

    [Fact]
    public async Task A_file_the_decoder_does_not_run_is_a_sentence()
    {
        var path = TinyGguf.Model(_collab.Folder("other"), "mamba");
        (await _collab.RunAsync("models", "logits", "--model", path, "--input", "-")).AssertFailed(ExitCodes.BadInput, "this decoder runs llama, qwen2, qwen3");
        (await _collab.RunAsync("models", "tokenize", "--model", _collab.Write("short.gguf", "GGUF"), "--input", "-"))
            .AssertFailed(ExitCodes.BadInput, "is not a GGUF file");
    }

    private Task<CollabResult> RunAsync(string door, string lines) =>
        _collab.RunAsync(["models", door, "--model", _model, "--input", "-"], lines, terminal: false);

    private async Task<JsonElement[]> AnswersAsync(string door, string lines)
    {
        var result = (await RunAsync(door, lines)).AssertSucceeded();
        return [.. result.OutLines.Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];

    private static float[][] Rows(JsonElement answer) =>
        [.. answer.GetProperty("logits").EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetSingle()).ToArray())];
}
