using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tests.Format;

public sealed class GgufFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        var path = Path.Combine(_folder.Path, "a.gguf");
        var data = GgmlRows.Encode(GgmlType.F32, [1, 2, 3, 4, 5, 6]);
        new GgufWriter()
            .Add("a.text", GgufValue.From("naïve 😀"))
            .Add("a.flag", GgufValue.From(true))
            .Add("a.count", GgufValue.From(7u))
            .Add("a.number", GgufValue.From(0.5f))
            .Add("a.texts", GgufValue.From(["x", ""]))
            .Add("a.integers", GgufValue.From([-1, 2]))
            .Add("first", GgmlType.F32, [3, 2], data)
            .Add("second", GgmlType.F32, [1], GgmlRows.Encode(GgmlType.F32, [9]))
            .Save(path);
        using var file = GgufFile.Open(path);
        Assert.Equal("naïve 😀", file.Metadata["a.text"].Value);
        Assert.Equal(true, file.Metadata["a.flag"].Value);
        Assert.Equal(7L, file.Metadata["a.count"].Value);
        Assert.Equal(0.5, file.Metadata["a.number"].Value);
        Assert.Equal(new[] { "x", "" }, file.Metadata["a.texts"].Value);
        Assert.Equal(new[] { -1L, 2L }, file.Metadata["a.integers"].Value);
        Assert.Equal([3L, 2L], file.Tensors[0].Shape);
        Assert.Equal(data, file.Data(file.Tensors[0]).ToArray());
        Assert.Equal(9f, BitConverter.ToSingle(file.Data(file.Tensors[1])));
    }

    [Fact]
    public void Cut_off_anywhere_a_file_is_refused_with_one_sentence_that_names_it()
    {
        var bytes = File.ReadAllBytes(TinyGguf.Model(_folder.Path));
        var path = Path.Combine(_folder.Path, "cut.gguf");
        for (var length = 0; length < bytes.Length; length += 1 + (length / 40))
        {
            File.WriteAllBytes(path, bytes[..length]);
            var refused = Assert.Throws<GgufException>(() => GgufFile.Open(path));
            Assert.Contains("cut.gguf", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("missing.gguf", null, "does not exist")]
    [InlineData("other.gguf", "this is a text file, and a long enough one", "not a GGUF file")]
    public void A_file_that_is_none_says_so(string name, string? content, string words)
    {
        var path = Path.Combine(_folder.Path, name);
        if (content is not null) File.WriteAllText(path, content);
        Assert.Contains(words, Assert.Throws<GgufException>(() => GgufFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_overlap_are_refused_by_name()
    {
        var path = Path.Combine(_folder.Path, "overlap.gguf");
        new GgufWriter()
            .Add("first", GgmlType.F32, [16], GgmlRows.Encode(GgmlType.F32, new float[16]))
            .Add("second", GgmlType.F32, [16], GgmlRows.Encode(GgmlType.F32, new float[16]))
            .Save(path);
        var bytes = File.ReadAllBytes(path);
        var place = bytes.AsSpan().LastIndexOf(BitConverter.GetBytes(64L));
        BitConverter.TryWriteBytes(bytes.AsSpan(place), 32L);
        File.WriteAllBytes(path, bytes);
        Assert.Contains("first and second overlap", Assert.Throws<GgufException>(() => GgufFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_is_the_sha_256_of_the_file()
    {
        var path = TinyGguf.Model(_folder.Path);
        using var file = GgufFile.Open(path);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), file.Sha256());
    }

    [Fact]
    public void A_link_to_a_file_is_read_as_the_file()
    {
        var link = Path.Combine(_folder.Path, "link.gguf");
        File.CreateSymbolicLink(link, TinyGguf.Model(_folder.Path));
        using var file = GgufFile.Open(link);
        Assert.NotEmpty(file.Tensors);
    }

    [Fact]
    public void A_file_can_be_replaced_while_it_is_open()
    {
        var path = TinyGguf.Model(_folder.Path);
        using var old = GgufFile.Open(path);
        TinyGguf.Model(_folder.Path, more: w => w.Add("general.name", GgufValue.From("new")));
        Assert.False(old.Metadata.ContainsKey("general.name"));
        Assert.Equal(old.Tensors[0].ByteLength, old.Data(old.Tensors[0]).ToArray().Length);
    }
}
