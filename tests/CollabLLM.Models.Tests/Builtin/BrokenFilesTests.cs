using CollabLLM.Models.Tests.Catalogue;

namespace CollabLLM.Models.Tests.Builtin;

/// <summary>Whatever lies where a model should lie: a sentence with the key at the start, and never a crash.</summary>
public sealed class BrokenFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _sound;

    public BrokenFilesTests() => _sound = File.ReadAllBytes(TinyGguf.Model(_folder.Path, "sound.gguf"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("missing", "there is no file")]
    [InlineData("folder", "there is no file")]
    [InlineData("empty", "is not a GGUF file")]
    [InlineData("magic", "is not a GGUF file")]
    [InlineData("header", "")]
    [InlineData("half", "")]
    [InlineData("byte", "")]
    [InlineData("tensors", "")]
    [InlineData("metadata", "")]
    [InlineData("architecture", "mamba")]
    [InlineData("text", "is not a GGUF file")]
    public async Task A_broken_model_is_one_sentence_with_its_key(string kind, string words)
    {
        var path = Make(kind);
        await using var catalogue = await TestCatalogue.StartAsync(_folder.Path, ("Catalogue:bad:Path", path), ("Catalogue:good:Path", "sound.gguf"));
        var bad = catalogue["bad"];
        Assert.Equal(ModelState.Failed, bad.State);
        Assert.StartsWith("Models:Catalogue:bad:Path: ", bad.Problem, StringComparison.Ordinal);
        Assert.Contains(path, bad.Problem, StringComparison.Ordinal);
        Assert.Contains(words, bad.Problem, StringComparison.Ordinal);
        Assert.EndsWith(".", bad.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", bad.Problem, StringComparison.Ordinal);
        Assert.Equal(ModelState.Ready, catalogue["good"].State);
    }

    [Theory]
    [InlineData("missing", "does not exist")]
    [InlineData("half", "")]
    [InlineData("model", "is not a LoRA adapter")]
    [InlineData("other", "qwen2")]
    public async Task A_broken_adapter_is_one_sentence_with_its_key_and_the_model_answers_without_it(string kind, string words)
    {
        TinyGguf.Adapter(_folder.Path, "fine.gguf");
        var path = Path.Combine(_folder.Path, "bad.gguf");
        if (kind == "half") File.WriteAllBytes(path, File.ReadAllBytes(TinyGguf.Adapter(_folder.Path, "bad.gguf"))[..300]);
        if (kind == "model") File.WriteAllBytes(path, _sound);
        if (kind == "other") TinyGguf.Adapter(_folder.Path, "bad.gguf", architecture: "qwen2");
        await using var catalogue = await TestCatalogue.StartAsync(
            _folder.Path, ("Catalogue:m:Path", "sound.gguf"), ("Catalogue:m:Adapters:bad", "bad.gguf"), ("Catalogue:m:Adapters:fine", "fine.gguf"));
        Assert.Equal(ModelState.Failed, catalogue["m/bad"].State);
        Assert.StartsWith("Models:Catalogue:m:Adapters:bad: ", catalogue["m/bad"].Problem, StringComparison.Ordinal);
        Assert.Contains(words, catalogue["m/bad"].Problem, StringComparison.Ordinal);
        Assert.Contains(path, catalogue["m/bad"].Problem, StringComparison.Ordinal);
        Assert.Equal((ModelState.Ready, ModelState.Ready), (catalogue["m"].State, catalogue["m/fine"].State));
    }

    [Fact]
    public async Task Adapters_of_a_missing_model_fail_with_it()
    {
        await using var catalogue = await TestCatalogue.StartAsync(_folder.Path, ("Catalogue:m:Path", "none.gguf"), ("Catalogue:m:Adapters:x", "x.gguf"));
        Assert.Equal(ModelState.Failed, catalogue["m/x"].State);
        Assert.StartsWith("Models:Catalogue:m:Path: there is no file", catalogue["m/x"].Problem, StringComparison.Ordinal);
        Assert.Contains("(set Models__Catalogue__m__Path)", catalogue["m/x"].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_the_model_was_not_trained_for_is_said()
    {
        await using var catalogue = await TestCatalogue.StartAsync(
            _folder.Path, ("Catalogue:m:Path", "sound.gguf"), ("Catalogue:m:ContextSize", "100000"));
        Assert.Contains("100000", catalogue["m"].Problem, StringComparison.Ordinal);
    }

    private string Make(string kind)
    {
        var path = Path.Combine(_folder.Path, kind + ".gguf");
        switch (kind)
        {
            case "missing": break;
            case "folder": Directory.CreateDirectory(path); break;
            case "empty": File.WriteAllBytes(path, []); break;
            case "text": File.WriteAllText(path, "version https://git-lfs.github.com/spec/v1\nsize 98765\n"); break;
            case "magic": File.WriteAllBytes(path, [.. "GGML"u8, .. _sound[4..]]); break;
            case "header": File.WriteAllBytes(path, _sound[..40]); break;
            case "half": File.WriteAllBytes(path, _sound[..(_sound.Length / 2)]); break;
            case "byte": File.WriteAllBytes(path, _sound[..^33]); break;
            // The counts of tensors and of metadata in the header.
            case "tensors": File.WriteAllBytes(path, Absurd(8)); break;
            case "metadata": File.WriteAllBytes(path, Absurd(16)); break;
            case "architecture": TinyGguf.Model(_folder.Path, "architecture.gguf", "mamba"); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind));
        }
        return path;
    }

    private byte[] Absurd(int at)
    {
        byte[] bytes = [.. _sound];
        BitConverter.TryWriteBytes(bytes.AsSpan(at), 0x7FFF_FFFF_FFFFL);
        return bytes;
    }
}
