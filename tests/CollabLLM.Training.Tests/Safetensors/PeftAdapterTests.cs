using System.Text.Json;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Safetensors;
using CollabLLM.Training.Tests.Files;

namespace CollabLLM.Training.Tests.Safetensors;

public sealed class PeftAdapterTests : IDisposable
{
    private const int Rank = 3;
    private static readonly int[] Prompt = TinyFile.Tokens(20, 1);
    private readonly TemporaryFolder _folder = new();
    private readonly Policy _policy;

    public PeftAdapterTests() => _policy = Torch.Load(new TinyFile { Architecture = "qwen2" }.Save(_folder));

    public void Dispose()
    {
        _policy.Dispose();
        _folder.Dispose();
    }

    /// <summary>The same adapter added to the weights before they become GGUF: of a llama the rows change places on both ways.</summary>
    [Theory]
    [InlineData("qwen2", false)]
    [InlineData("llama", false)]
    [InlineData("llama", true)]
    public async Task An_adapter_computes_what_its_sum_with_the_weights_does(string architecture, bool stable)
    {
        var folder = SafetensorsFolder.Write(_folder, _policy, architecture, HasNoBias);
        var model = Convert(folder, "base.gguf");
        var peft = Adapter(new { peft_type = "LORA", r = Rank, lora_alpha = 6, bias = "none", use_rslora = stable });
        var adapter = Path.Combine(_folder.Path, "adapter.gguf");
        File.Copy(Path.Combine(folder, "tokenizer.json"), Path.Combine(peft, "tokenizer.json"));
        Assert.Equal(14, PeftAdapter.ToGguf(peft, model, adapter, GgmlType.F32));

        var factors = Factors();
        var scale = stable ? 6 / MathF.Sqrt(Rank) : 6f / Rank;
        var sums = _policy.Tensors.Where(t => HasNoBias(t.Key)).Select(t => (SafetensorsFolder.Name(t.Key), t.Value.shape, Sum(t.Key, PolicyFile.Values(t.Value)))).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), SafetensorsFolder.Encode(sums));
        var expected = await Managed.LogitsAsync(Convert(folder, "sum.gguf"), Prompt);
        var actual = await Managed.LogitsAsync(model, Prompt, adapter);
        Torch.Close(expected, actual, 2e-3);
        Assert.Contains((await Managed.LogitsAsync(model, Prompt))[^1].Zip(actual[^1]), p => Math.Abs(p.First - p.Second) > 0.1);

        float[] Sum(string name, float[] weights)
        {
            if (!factors.TryGetValue(SafetensorsFolder.Name(name), out var f)) return weights;
            var columns = f.A.Length / Rank;
            return [.. weights.Select((w, i) => w + (scale * Enumerable.Range(0, Rank).Sum(r => f.B[(i / columns * Rank) + r] * f.A[(r * columns) + (i % columns)])))];
        }
    }

    [Fact]
    public void What_is_no_adapter_for_the_base_is_refused_by_file_and_field()
    {
        var model = Convert(SafetensorsFolder.Write(_folder, _policy, "llama", HasNoBias), "base.gguf");
        var other = new TinyFile { Architecture = "qwen3", Width = 32, Layers = 1 }.Save(_folder, "other.gguf");
        var plain = new { peft_type = "LORA", r = Rank, lora_alpha = 6 };
        Refused(Adapter(new { peft_type = "IA3" }), model, "adapter_config.json: peft_type is IA3");
        Refused(Adapter(new { peft_type = "LORA", r = Rank, lora_alpha = 6, use_dora = true }), model, "use_dora is true");
        Refused(Adapter(new { peft_type = "LORA", r = Rank, lora_alpha = 6, rank_pattern = new { q_proj = 4 } }), model, "rank_pattern is not empty");
        Refused(Adapter(new { peft_type = "LORA", r = Rank, lora_alpha = 6, lora_bias = true }), model, "lora_bias is true");
        Refused(Adapter(new { peft_type = "LORA", r = Rank, lora_alpha = 6, init_lora_weights = "pissa_niter_4" }), model, "init_lora_weights is pissa_niter_4, whose base");
        Refused(Adapter(plain, rename: n => n.Replace("v_proj.lora_B.weight", "v_proj.lora_B.bias", StringComparison.Ordinal)), model, "v_proj.lora_B.bias; only factors");
        Refused(Adapter(plain, rename: n => n.Replace("layers.0.self_attn.k_proj.lora_A.weight", "layers.0.self_attn.q_proj.lora_A.other.weight", StringComparison.Ordinal)), model, "more than one adapter");
        Refused(Adapter(new { peft_type = "LORA", r = 0, lora_alpha = 6 }), model, "r is no rank");
        Refused(Adapter(new { peft_type = "LORA", r = Rank }), model, "lora_alpha is no number above 0");
        Refused(Adapter(new { peft_type = "LORA", r = 2, lora_alpha = 6 }), model, "r = 2 need");
        Refused(Adapter(plain), other, "other.gguf");
        Refused(Adapter(plain, n => !n.Contains("lora_B", StringComparison.Ordinal)), model, "only one half");
        Refused(Adapter(plain, rename: n => n.Replace("q_proj", "c_attn", StringComparison.Ordinal)), model, "c_attn");
        Refused(Adapter(plain, rename: n => n.Replace("layers.1.", "layers.7.", StringComparison.Ordinal)), model, "that model has 2 layers");
        Refused(_folder.Path, model, "holds no adapter_config.json");
        var foreign = Adapter(plain);
        File.WriteAllText(Path.Combine(foreign, "tokenizer.json"), """{"model": {"vocab": {"word": 5}}}""");
        Refused(foreign, model, "tokenizer.json: model.vocab has \"word\" as token 5, which");

        void Refused(string folder, string target, string problem)
        {
            var path = Path.Combine(_folder.Path, "never.gguf");
            Assert.Contains(problem, Assert.Throws<TrainingException>(() => PeftAdapter.ToGguf(folder, target, path)).Message, StringComparison.Ordinal);
            Assert.False(File.Exists(path));
        }
    }

    private static bool HasNoBias(string name) => !name.EndsWith(".bias", StringComparison.Ordinal);

    /// <summary>Random factors by the name of the matrix in safetensors.</summary>
    private Dictionary<string, (float[] A, float[] B)> Factors()
    {
        var random = new Random(5);
        return _policy.Maps.ToDictionary(m => SafetensorsFolder.Name(m.Name + ".weight"), m => (Values(Rank * m.Inputs), Values(m.Outputs * Rank)), StringComparer.Ordinal);

        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => 0.3f * (random.NextSingle() - 0.5f))];
    }

    private string Adapter(object config, Func<string, bool>? keep = null, Func<string, string>? rename = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, Path.GetRandomFileName())).FullName;
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), JsonSerializer.Serialize(config));
        var tensors = Factors().SelectMany(f => new[]
        {
            (Name(f.Key, "lora_A"), new long[] { Rank, f.Value.A.Length / Rank }, f.Value.A), (Name(f.Key, "lora_B"), [f.Value.B.Length / Rank, Rank], f.Value.B),
        });
        File.WriteAllBytes(
            Path.Combine(folder, "adapter_model.safetensors"),
            SafetensorsFolder.Encode([.. tensors.Where(t => keep?.Invoke(t.Item1) ?? true).Select(t => (rename?.Invoke(t.Item1) ?? t.Item1, t.Item2, t.Item3))]));
        return folder;

        static string Name(string weight, string half) => $"base_model.model.{weight[..^".weight".Length]}.{half}.weight";
    }

    private string Convert(string folder, string name)
    {
        var path = Path.Combine(_folder.Path, name);
        SafetensorsModel.ToGguf(folder, path, GgmlType.F32);
        return path;
    }
}
