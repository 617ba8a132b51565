using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Safetensors;
using CollabLLM.Training.Tests.Files;

namespace CollabLLM.Training.Tests.Safetensors;

public sealed class SafetensorsModelTests : IDisposable
{
    private static readonly int[] Prompt = TinyFile.Tokens(30, 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("qwen2", true)]
    [InlineData("qwen2", false)]
    [InlineData("qwen3", false)]
    public async Task A_folder_becomes_the_model_it_was_made_from(string architecture, bool tied)
    {
        using var policy = Torch.Load(new TinyFile { Architecture = architecture, Tied = tied }.Save(_folder));
        var made = Convert(policy, architecture);
        using var again = Torch.Load(made);
        Torch.Close(Torch.Logits(policy, Prompt), Torch.Logits(again, Prompt), 0);
        Torch.Close(await Managed.LogitsAsync(made, Prompt), Torch.Logits(again, Prompt), 1e-3);
        Assert.Equal(policy.Tokenizer!.Encode("naïve <|im_end|> 😀", true), again.Tokenizer!.Encode("naïve <|im_end|> 😀", true));
        Assert.Equal(policy.Tokenizer.Vocabulary.Eos, again.Tokenizer.Vocabulary.Eos);
        Assert.Equal("{{ messages[0]['content'] }}", again.Template!.Source);
    }

    [Theory]
    [InlineData(GgmlType.F16)]
    [InlineData(GgmlType.BF16)]
    public void Halves_in_several_files_are_read_and_written_as_they_are(GgmlType type)
    {
        using var policy = Torch.Load(new TinyFile { Architecture = "qwen2" }.Save(_folder));
        var folder = SafetensorsFolder.Write(_folder, policy, "qwen2");
        var (expected, made) = (Path.Combine(_folder.Path, "expected.gguf"), Path.Combine(_folder.Path, "made.gguf"));
        SafetensorsModel.ToGguf(folder, expected, type);
        Assert.Equal(GgmlType.F32, SafetensorsModel.TypeOf(folder));
        File.Delete(Path.Combine(folder, "model.safetensors"));
        var tensors = policy.Tensors.Select(t => (SafetensorsFolder.Name(t.Key), t.Value.shape, PolicyFile.Values(t.Value))).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "model-00001-of-00002.safetensors"), SafetensorsFolder.Encode(tensors[..5], type));
        File.WriteAllBytes(Path.Combine(folder, "model-00002-of-00002.safetensors"), SafetensorsFolder.Encode(tensors[5..], type));
        Assert.Equal(type, SafetensorsModel.TypeOf(folder));
        SafetensorsModel.ToGguf(folder, made, type);
        using var first = Torch.Load(expected);
        using var second = Torch.Load(made);
        Torch.Close(Torch.Logits(first, Prompt), Torch.Logits(second, Prompt), 0);
    }

    /// <summary>In safetensors a llama's heads turn in halves, as a qwen2's do; in GGUF they turn by neighbours, so their rows change places.</summary>
    [Fact]
    public void A_llama_computes_what_a_qwen_of_the_same_weights_does()
    {
        using var policy = Torch.Load(new TinyFile { Architecture = "qwen2" }.Save(_folder));
        using var qwen = Torch.Load(Convert(policy, "qwen2", n => !n.EndsWith(".bias", StringComparison.Ordinal)));
        using var llama = Torch.Load(Convert(policy, "llama", n => !n.EndsWith(".bias", StringComparison.Ordinal)));
        Assert.Equal(("llama", false), (llama.Shape.Architecture, llama.Shape.RopeByHalves));
        Torch.Close(Torch.Logits(qwen, Prompt), Torch.Logits(llama, Prompt), 1e-4);
    }

    // θ = 5000 and 16 values: the waves turn 128/2π, ... times in 128 old positions. Pair 0 turns 20.4 times (above 4: stays), pair 3 0.84 (below 1: stretched),
    // pair 1: 128 / 2π / 5000^(1/8) = 7.03 stays, pair 2: 2.42, mix (2.42 - 1) / 3 = 0.474: 1 / (0.526 / 8 + 0.474) = 1.853.
    [Fact]
    public void The_frequencies_of_llama_3_are_stretched()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        var made = Convert(policy, "llama", scaling: new { rope_type = "llama3", factor = 8.0, low_freq_factor = 1.0, high_freq_factor = 4.0, original_max_position_embeddings = 128 });
        using var file = GgufFile.Open(made);
        var data = file.Data(file.Tensors.Single(t => t.Name == "rope_freqs.weight"));
        float[] factors = [.. Enumerable.Range(0, 8).Select(i => BitConverter.ToSingle(file.Data(file.Tensors.Single(t => t.Name == "rope_freqs.weight"))[(i * 4)..]))];
        Assert.Equal(32, data.Length);
        Assert.Equal([1, 1, 1.853f, 8, 8, 8, 8, 8], factors, (a, b) => Math.Abs(a - b) < 0.01);
    }

    [Fact]
    public void What_cannot_be_read_is_refused_by_file_and_field()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        Refused("mamba", "model_type is mamba");
        Refused("llama", "rope_scaling is yarn", scaling: new { rope_type = "yarn", factor = 2 });
        var folder = SafetensorsFolder.Write(_folder, policy, "llama");
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), """{"model":{"type":"Unigram"}}""");
        Says(folder, "tokenizer.json is no byte-pair tokenizer");
        folder = SafetensorsFolder.Write(_folder, policy, "llama");
        File.WriteAllBytes(Path.Combine(folder, "more.safetensors"), SafetensorsFolder.Encode([("model.extra.weight", [2], [1, 2])]));
        Says(folder, "model.extra.weight");
        folder = SafetensorsFolder.Write(_folder, policy, "llama");
        var whole = File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), whole[..^10]);
        Says(folder, "does not lie in the file");
        var shards = policy.Tensors.Select(t => (SafetensorsFolder.Name(t.Key), t.Value.shape, PolicyFile.Values(t.Value))).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), SafetensorsFolder.Encode(shards[..^3]));
        Says(folder, $"{folder} has no tensor ");
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), whole[..5]);
        Says(folder, "too short");
        File.Delete(Path.Combine(folder, "config.json"));
        Says(folder, "holds no config.json");

        void Refused(string architecture, string words, object? scaling = null) => Says(SafetensorsFolder.Write(_folder, policy, architecture, scaling: scaling), words);

        void Says(string folder, string words)
        {
            var target = Path.Combine(_folder.Path, "never.gguf");
            Assert.Contains(words, Assert.Throws<TrainingException>(() => SafetensorsModel.ToGguf(folder, target, GgmlType.F32)).Message, StringComparison.Ordinal);
            Assert.False(File.Exists(target));
        }
    }

    private string Convert(Policy policy, string architecture, Func<string, bool>? keep = null, object? scaling = null)
    {
        var path = Path.Combine(_folder.Path, architecture + "-made.gguf");
        SafetensorsModel.ToGguf(SafetensorsFolder.Write(_folder, policy, architecture, keep, scaling), path, GgmlType.F32);
        return path;
    }
}
