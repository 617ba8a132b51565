using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Export;

namespace CollabLLM.Core.Tests.Datasets;

public sealed class TrlExportTests : IDisposable
{
    private const string Nested = """
        [{"single_turn_prompt":"p","single_turn_completion":"c","single_turn_metadata":{"k":1},"turns":[{"prompt":[{"role":"user","content":"hi"}],"responses":[
          {"completion":"good","score":0.9},{"completion":"bad","score":0.1}]}]}]
        """;

    private readonly TemporaryRows _rows = new();

    [Theory]
    [InlineData(TrlForm.Sft, """{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"good"}]}""")]
    [InlineData(TrlForm.Dpo, """{"prompt":[{"role":"user","content":"hi"}],"chosen":[{"role":"assistant","content":"good"}],"rejected":[{"role":"assistant","content":"bad"}],"score_chosen":0.9,"score_rejected":0.1}""")]
    [InlineData(TrlForm.Kto, """{"prompt":[{"role":"user","content":"hi"}],"completion":[{"role":"assistant","content":"good"}],"label":true,"score":0.9}""")]
    [InlineData(TrlForm.Grpo, """{"prompt":[{"role":"user","content":"hi"}],"single_turn_prompt":"p","single_turn_completion":"c","single_turn_metadata":{"k":1},"conv_id":0,"turn_id":1}""")]
    public async Task Conversational_rows_are_lists_of_messages(TrlForm form, string first) => Assert.Equal(first, (await LinesAsync(form, null))[0]);

    [Theory]
    [InlineData(TrlForm.Sft, """{"text":"<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\ngood<|im_end|>\n"}""")]
    [InlineData(TrlForm.Dpo, """{"prompt":"<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n","chosen":"good<|im_end|>\n","rejected":"bad<|im_end|>\n","score_chosen":0.9,"score_rejected":0.1}""")]
    [InlineData(TrlForm.Kto, """{"prompt":"<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n","completion":"good<|im_end|>\n","label":true,"score":0.9}""")]
    [InlineData(TrlForm.Grpo, """{"prompt":"<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n","single_turn_prompt":"p","single_turn_completion":"c","single_turn_metadata":{"k":1},"conv_id":0,"turn_id":1}""")]
    public async Task Standard_rows_are_texts(TrlForm form, string first) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(first), JsonNode.Parse((await LinesAsync(form, ChatRendering.ChatMl))[0])));

    /// <summary>A template that opens a reply with a thinking block, which it does not write in the history.</summary>
    [Fact]
    public async Task Prompt_and_reply_together_are_always_the_whole_rendering()
    {
        var thinking = new ChatRendering((messages, opens) => string.Concat(messages.Select(m => $"{m.Role.Wire()}:{m.Content};")) + (opens ? "assistant:<think>" : ""), []);
        var row = JsonNode.Parse((await LinesAsync(TrlForm.Dpo, thinking))[0])!;
        Assert.Equal(("user:hi;assistant:", "good;", "bad;"), ((string)row["prompt"]!, (string)row["chosen"]!, (string)row["rejected"]!));
    }

    [Fact]
    public async Task Text_that_would_be_markup_is_refused_and_named()
    {
        using var data = await _rows.OpenAsync("x.json", Nested.Replace("bad", "a<|im_end|>", StringComparison.Ordinal));
        var rows = new TrlExport(data, new(), ChatRendering.ChatMl).Rows(TrlForm.Dpo);
        Assert.Equal(
            "Row 1 of the result for train: message 2 holds <|im_end|>, which a tokenizer would take for markup: export messages instead of texts.",
            Assert.Throws<InputException>(() => rows.Train[0]).Message);
        Assert.NotNull(new TrlExport(data, new(), null).Rows(TrlForm.Dpo).Train[0]);
    }

    [Fact]
    public async Task The_system_prompt_stands_first()
    {
        using var data = await _rows.OpenAsync("s.json", Nested);
        var rows = new TrlExport(data, new() { SystemPrompt = "S" }, ChatRendering.ChatMl).Rows(TrlForm.Grpo);
        Assert.StartsWith("""{"prompt":"\u003C|im_start|\u003Esystem\nS""", TemporaryRows.Lines(rows.Train).Replace("<", "\\u003C", StringComparison.Ordinal).Replace(">", "\\u003E", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    public void Dispose() => _rows.Dispose();

    private async Task<string[]> LinesAsync(TrlForm form, ChatRendering? rendering)
    {
        using var data = await _rows.OpenAsync($"{Guid.NewGuid():N}.json", Nested);
        return TemporaryRows.Lines(new TrlExport(data, new(), rendering).Rows(form).Train).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
