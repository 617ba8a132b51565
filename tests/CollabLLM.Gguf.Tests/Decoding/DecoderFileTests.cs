using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Gguf.Tests.Kernels;

namespace CollabLLM.Gguf.Tests.Decoding;

public sealed class DecoderFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<GgmlType> Types => [.. RandomRows.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Tensors_of_every_type_are_read_row_by_row(GgmlType type)
    {
        var path = Path.Combine(_folder.Path, "t.gguf");
        var bytes = RandomRows.Make(type, 5, 512, 1);
        new GgufWriter().Add("t", type, [512, 5], bytes).Save(path);
        using var file = GgufFile.Open(path);
        var size = bytes.Length / 5;
        float[] expected = [.. Enumerable.Range(0, 5).SelectMany(r => RandomRows.Values(type, bytes.AsSpan(r * size, size), 512))];
        Assert.Equal(expected, file.Floats(file.Tensors[0]), (a, b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(a)));
    }

    [Fact]
    public void A_model_gives_its_shape_and_its_tensors_by_name()
    {
        using var file = DecoderFile.Open(TinyGguf.Model(_folder.Path));
        Assert.Equal(("llama", 64, 2, false), (file.Shape.Architecture, file.Shape.Width, file.Shape.Layers, file.Has("output.weight")));
        Assert.Equal(64 * 96, file.Floats("blk.1.ffn_up.weight").Length);
        Assert.Contains("no tensor output.weight", Assert.Throws<GgufException>(() => file.Floats("output.weight")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_the_decoder_does_not_run_is_refused() =>
        Assert.Contains("mamba", Assert.Throws<GgufException>(() => DecoderFile.Open(TinyGguf.Model(_folder.Path, "mamba"))).Message, StringComparison.Ordinal);
}
