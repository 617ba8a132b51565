using System.Diagnostics;
using System.Text.Json;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Safetensors;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Tests.Safetensors;

namespace CollabLLM.Training.Tests.LlamaCpp;

/// <summary>
/// What is written here is run by llama.cpp with the same greedy text. Models and adapters have learnt a sentence by heart, so that no two tokens are nearly
/// as likely. Needs Node and a folder with the npm package node-llama-cpp (COLLAB_LLAMA_CPP), made by
/// <c>npm i node-llama-cpp@3.19.0 @node-llama-cpp/linux-x64@3.19.0 --omit=optional --ignore-scripts</c>.
/// </summary>
public sealed class LlamaCppTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama", true)]
    [InlineData("qwen2", false)]
    [InlineData("qwen3", true)]
    public async Task Written_models_give_the_same_text(string architecture, bool tied)
    {
        var module = Module();
        var source = new TinyFile { Architecture = architecture }.Save(_folder);
        var (fresh, saved) = (Path.Combine(_folder.Path, "fresh.gguf"), Path.Combine(_folder.Path, "saved.gguf"));
        using (var model = Torch.Load(source))
        {
            FreshModel.Write(fresh, model.Shape, model.Metadata.Where(m => m.Key.StartsWith("tokenizer.", StringComparison.Ordinal)).ToDictionary(), tied, seed: 1);
        }
        using var policy = Torch.Load(fresh, new() { TrainWeights = true });
        var sentence = TinyFile.Tokens(24, 9);
        Some.Learn(policy, sentence, 80, 1e-2);
        foreach (var type in new[] { GgmlType.F32, GgmlType.F16, GgmlType.BF16, GgmlType.Q8_0 })
        {
            PolicyFile.Save(policy, saved, type);
            using var again = Torch.Load(saved);
            Assert.Equal(sentence[1..], Torch.Greedy(again, sentence[..1], 23));
            Assert.Equal(sentence[1..], await GreedyAsync(module, saved, null, sentence[0], 23));
        }
    }

    [Theory]
    [InlineData("llama", GgmlType.F16)]
    [InlineData("qwen2", GgmlType.F16)]
    [InlineData("qwen3", GgmlType.F16)]
    [InlineData("llama", GgmlType.Q8_0)]
    [InlineData("qwen2", GgmlType.Q8_0)]
    [InlineData("qwen3", GgmlType.Q8_0)]
    public async Task Written_adapters_give_the_same_text(string architecture, GgmlType type)
    {
        var module = Module();
        var path = Path.Combine(_folder.Path, "base.gguf");
        using (var source = Torch.Load(new TinyFile { Architecture = architecture }.Save(_folder))) PolicyFile.Save(source, path, type);
        var saved = Path.Combine(_folder.Path, "adapter.gguf");
        using var policy = Torch.Load(path);
        LoraAdapters.Add(policy, new() { Rank = 8, Alpha = 16 }, 1);
        var sentence = TinyFile.Tokens(24, 10);
        var (_, loss) = Some.Learn(policy, sentence, 200, 3e-3);
        Assert.True(loss < 0.02, $"the sentence must be known by heart, and the loss is {loss}");
        Assert.Equal(sentence[1..], Torch.Greedy(policy, sentence[..1], 23));
        foreach (var written in new[] { GgmlType.F32, GgmlType.F16, GgmlType.BF16 })
        {
            AdapterFile.Save(policy, saved, written);
            Assert.Equal(sentence[1..], await GreedyAsync(module, path, saved, sentence[0], 23));
        }
        Assert.NotEqual(sentence[1..], await GreedyAsync(module, path, null, sentence[0], 23));
    }

    /// <summary>Rows of Q and K change places on the way from safetensors, the model's and the adapter's.</summary>
    [Theory]
    [InlineData(GgmlType.F16)]
    [InlineData(GgmlType.Q8_0)]
    public async Task Models_and_adapters_from_safetensors_give_the_same_text(GgmlType type)
    {
        var module = Module();
        // A qwen2 without biases is a llama whose heads turn by halves, as they lie in safetensors.
        using var policy = Torch.Load(new TinyFile { Architecture = "qwen2" }.Save(_folder));
        using (TorchSharp.torch.no_grad())
        {
            foreach (var (_, bias) in policy.Tensors.Where(t => !HasNoBias(t.Key))) bias.zero_();
        }
        LoraAdapters.Add(policy, new() { Rank = 8, Alpha = 16 }, 1);
        var sentence = TinyFile.Tokens(24, 11);
        var (_, loss) = Some.Learn(policy, sentence, 200, 3e-3);
        Assert.True(loss < 0.05, $"the sentence must be known by heart, and the loss is {loss}");
        var (folder, peft) = (SafetensorsFolder.Write(_folder, policy, "llama", HasNoBias), Directory.CreateDirectory(Path.Combine(_folder.Path, "peft")).FullName);
        await File.WriteAllTextAsync(Path.Combine(peft, "adapter_config.json"), JsonSerializer.Serialize(new { peft_type = "LORA", r = 8, lora_alpha = 16, bias = "none" }), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            Path.Combine(peft, "adapter_model.safetensors"),
            SafetensorsFolder.Encode([.. policy.Maps.SelectMany(m => new[] { Half(m.Name, "lora_A", m.Adapter!.A), Half(m.Name, "lora_B", m.Adapter!.B) })]),
            TestContext.Current.CancellationToken);
        var (model, adapter, sum) = (Path.Combine(_folder.Path, "llama.gguf"), Path.Combine(_folder.Path, "peft.gguf"), Path.Combine(_folder.Path, "sum.gguf"));
        SafetensorsModel.ToGguf(folder, model, type);
        PeftAdapter.ToGguf(peft, model, adapter, GgmlType.F16);
        Assert.Equal(sentence[1..], await GreedyAsync(module, model, adapter, sentence[0], 23));
        using var llama = Torch.Load(model);
        AdapterFile.Load(llama, adapter);
        PolicyFile.Save(llama, sum, type, adapted: true);
        Assert.Equal(sentence[1..], await GreedyAsync(module, sum, null, sentence[0], 23));

        static (string, long[], float[]) Half(string map, string half, TorchSharp.torch.Tensor values)
        {
            var weight = SafetensorsFolder.Name(map + ".weight");
            return ($"base_model.model.{weight[..^".weight".Length]}.{half}.weight", values.shape, PolicyFile.Values(values));
        }
    }

    [Theory]
    [InlineData("llama", 1f, true)]
    [InlineData("llama", 4f, false)]
    [InlineData("qwen2", 4f, false)]
    [InlineData("qwen3", 4f, false)]
    public async Task Written_models_with_scaled_rotations_give_the_same_text(string architecture, float linear, bool factors)
    {
        var module = Module();
        using var policy = Torch.Load(new TinyFile { Architecture = architecture, Linear = linear, Factors = factors }.Save(_folder), new() { TrainWeights = true });
        var sentence = TinyFile.Tokens(24, 12);
        Some.Learn(policy, sentence, 80, 1e-2);
        var saved = Path.Combine(_folder.Path, "saved.gguf");
        PolicyFile.Save(policy, saved, GgmlType.F16);
        Assert.Equal(sentence[1..], await GreedyAsync(module, saved, null, sentence[0], 23));
    }

    private static bool HasNoBias(string name) => !name.EndsWith(".bias", StringComparison.Ordinal);

    private static string Module()
    {
        var folder = Environment.GetEnvironmentVariable("COLLAB_LLAMA_CPP");
        var module = Path.Combine(folder ?? "", "node_modules", "node-llama-cpp", "dist", "index.js");
        Assert.SkipUnless(folder is not null && File.Exists(module), "needs node-llama-cpp under COLLAB_LLAMA_CPP");
        return module;
    }

    private static async Task<int[]> GreedyAsync(string module, string model, string? adapter, int token, int count)
    {
        using var node = Process.Start(new ProcessStartInfo(
            "node", [Path.Combine(AppContext.BaseDirectory, "greedy.mjs"), module, model, adapter ?? "-", $"{count}", $"{token}"])
        { RedirectStandardOutput = true })!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
        return JsonSerializer.Deserialize<int[]>(output.Trim().Split('\n')[^1])!;
    }
}
