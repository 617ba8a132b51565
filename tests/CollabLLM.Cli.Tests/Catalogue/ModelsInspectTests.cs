using System.Text.Json;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.Catalogue;

public sealed class ModelsInspectTests : IDisposable
{
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task The_header_is_told_in_numbers()
    {
        var path = TinyGguf.Model(_collab.Folder("models"));
        var facts = JsonDocument.Parse((await _collab.RunAsync("models", "inspect", path, "--json")).AssertSucceeded().Out).RootElement;
        Assert.Equal("llama", facts.GetProperty("architecture").GetString());
        Assert.Equal(256, facts.GetProperty("context").GetInt32());
        Assert.Equal(259, facts.GetProperty("vocabulary").GetInt32());
        Assert.Equal("byte-level BPE (gpt2), words by smollm", facts.GetProperty("tokenizer").GetString());
        Assert.False(facts.GetProperty("chatTemplate").GetBoolean());
        Assert.True(facts.GetProperty("runs").GetBoolean());
        var types = facts.GetProperty("tensorTypes").EnumerateArray().ToDictionary(t => t.GetProperty("type").GetString()!, t => t.GetProperty("weights").GetInt64());
        Assert.Equal(["F32", "Q8_0"], types.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(facts.GetProperty("parameters").GetInt64(), types.Values.Sum());
    }

    [Fact]
    public async Task A_file_the_decoder_does_not_run_is_described_with_the_reason()
    {
        var path = TinyGguf.Model(_collab.Folder("models"), "mamba", w => w.Add("tokenizer.chat_template", GgufValue.From("x")));
        var result = (await _collab.RunAsync("models", "inspect", path)).AssertSucceeded();
        Assert.Contains("does not run this file", result.Out, StringComparison.Ordinal);
        Assert.Contains("architecture mamba", result.Out, StringComparison.Ordinal);
        Assert.Contains("in the file", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_gguf_file_is_a_sentence()
    {
        (await _collab.RunAsync("models", "inspect", "gone.gguf")).AssertFailed(ExitCodes.BadInput, "gone.gguf does not exist.");
        (await _collab.RunAsync("models", "inspect", _collab.Write("page.gguf", new string('x', 100)))).AssertFailed(ExitCodes.BadInput, "is not a GGUF file.");
        var path = TinyGguf.Model(_collab.Folder("models"));
        var cut = _collab.Write("cut.gguf", "");
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(path))[..^100]);
        (await _collab.RunAsync("models", "inspect", cut)).AssertFailed(ExitCodes.BadInput, "is cut off");
    }
}
