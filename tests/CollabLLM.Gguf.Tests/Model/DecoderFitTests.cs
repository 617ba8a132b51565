using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Gguf.Tests.Model;

public sealed class DecoderFitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_loads_has_no_problem()
    {
        using var file = GgufFile.Open(TinyGguf.Model(_folder.Path));
        Assert.Null(DecoderFit.Problem(file));
    }

    [Theory]
    [InlineData("mamba", null, null)]
    [InlineData("qwen3", null, null)]
    [InlineData("llama", "blk.1.ffn_up.weight", null)]
    [InlineData("llama", "output_norm.weight", null)]
    [InlineData("llama", null, "tokenizer.chat_template")]
    [InlineData("llama", null, "llama.rope.scaling.type")]
    public void The_header_gives_the_sentence_that_loading_would_give(string architecture, string? without, string? strange)
    {
        var path = TinyGguf.Model(_folder.Path, architecture, w =>
        {
            if (strange is not null) w.Add(strange, GgufValue.From("{% include 'yarn' %}"));
        }, without);
        var loading = Assert.Throws<GgufException>(() => GgufModel.Load(path, new() { Threads = 1, Slots = 1 }));
        using var file = GgufFile.Open(path);
        Assert.Equal(loading.Message, DecoderFit.Problem(file));
    }
}
