using System.Text.Json;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.JsonLines;

/// <summary>The shared golden values through the doors, on the shared real model.</summary>
public sealed class GoldenDoorTests : IDisposable
{
    /// <summary>What rounding activations to 8 bits moves a logit by, in llama.cpp as here (the goldens' README).</summary>
    private const double Served = 1.5;

    /// <summary>The goldens' own allowance for 32-bit floats.</summary>
    private const double Exact = 2e-3;

    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task Every_text_gives_its_tokens()
    {
        using var goldens = Goldens("smollm2-tokenizer.json");
        var cases = Cases(goldens);
        var answers = await AnswersAsync("tokenize", cases.SelectMany(c => new[] { false, true }
            .Select(special => JsonSerializer.Serialize(new { text = c.GetProperty("text").GetString(), special }))));
        for (var i = 0; i < cases.Length; i++)
        {
            Assert.Equal(cases[i].GetProperty("ids").GetRawText(), answers[2 * i].GetProperty("ids").GetRawText());
            Assert.Equal(cases[i].GetProperty("ids_with_special_tokens_parsed").GetRawText(), answers[(2 * i) + 1].GetProperty("ids").GetRawText());
        }
        Assert.True(cases.Length > 200);
    }

    [Fact]
    public async Task Every_conversation_gives_its_prompt()
    {
        using var goldens = Goldens("smollm2-chat-template.json");
        var cases = Cases(goldens);
        var answers = await AnswersAsync("template", cases.Select(c => $$"""{"messages": {{c.GetProperty("messages").GetRawText()}}}"""));
        Assert.Equal(cases.Select(c => c.GetProperty("prompt_with_generation_header").GetString()), answers.Select(a => a.GetProperty("prompt").GetString()));
        Assert.True(cases.Length > 5);
    }

    [Theory]
    [InlineData(Served)]
    [InlineData(Exact)]
    public async Task Every_position_gives_its_logits(double allowed)
    {
        using var goldens = Goldens("smollm2-logits.json");
        var rows = Cases(goldens).SelectMany(c => c.GetProperty("rows").EnumerateArray().Select(r => (Ids: c.GetProperty("ids").GetRawText(), Row: r))).ToArray();
        string[] exactly = allowed == Exact ? ["--exact"] : [];
        var answers = await AnswersAsync(
            "logits",
            rows.Select(r => $$"""{"ids": {{r.Ids}}, "at": [{{r.Row.GetProperty("position").GetRawText()}}], "of": {{r.Row.GetProperty("top_ids").GetRawText()}}}"""),
            exactly);
        foreach (var (row, answer) in rows.Zip(answers))
        {
            var expected = row.Row.GetProperty("exact").EnumerateArray().Select(v => v.GetDouble());
            foreach (var (value, actual) in expected.Zip(Assert.Single(answer.GetProperty("logits").EnumerateArray()).EnumerateArray()))
            {
                Assert.InRange(actual.GetDouble(), value - allowed, value + allowed);
            }
        }
        Assert.True(rows.Length >= 7);
    }

    private async Task<JsonElement[]> AnswersAsync(string door, IEnumerable<string> lines, params string[] more)
    {
        var model = SharedFolder.Require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        var input = _collab.Write("in.jsonl", string.Join('\n', lines));
        var output = Path.Combine(_collab.Root, "out.jsonl");
        (await _collab.RunAsync(["models", door, "--model", model, "--input", input, "--output", output, .. more])).AssertSucceeded();
        return [.. (await File.ReadAllLinesAsync(output)).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static JsonDocument Goldens(string name) => JsonDocument.Parse(File.ReadAllText(SharedFolder.Require($"goldens/{name}")));

    private static JsonElement[] Cases(JsonDocument goldens) => [.. goldens.RootElement.GetProperty("cases").EnumerateArray()];
}
