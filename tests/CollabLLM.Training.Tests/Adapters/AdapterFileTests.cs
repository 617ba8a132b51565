using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;

namespace CollabLLM.Training.Tests.Adapters;

public sealed class AdapterFileTests : IDisposable
{
    private static readonly int[] Prompt = TinyFile.Tokens(20, 3);
    private readonly TemporaryFolder _folder = new();

    private string Saved => Path.Combine(_folder.Path, "adapter.gguf");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama", GgmlType.F32)]
    [InlineData("qwen2", GgmlType.F32)]
    [InlineData("qwen3", GgmlType.F32)]
    [InlineData("llama", GgmlType.Q8_0)]
    public async Task The_managed_decoder_runs_a_written_adapter_as_the_policy_does(string architecture, GgmlType type)
    {
        var path = new TinyFile { Architecture = architecture, Type = type }.Save(_folder);
        using var policy = Torch.Load(path);
        var plain = Torch.Logits(policy, Prompt);
        LoraAdapters.Add(policy, new() { Rank = 3, Alpha = 6 }, 1);
        Torch.Close(plain, Torch.Logits(policy, Prompt), 0);
        Some.Change(policy);
        var adapted = Torch.Logits(policy, Prompt);
        Assert.True(adapted[^1].Zip(plain[^1]).Max(p => Math.Abs(p.First - p.Second)) > 0.3, "the adapter must change something");
        AdapterFile.Save(policy, Saved);
        Torch.Close(await Managed.LogitsAsync(path, Prompt, Saved), adapted, 1e-3);
        Assert.Equal(await Managed.GreedyAsync(path, Prompt, 20, Saved), Torch.Greedy(policy, Prompt, 20));

        policy.AdapterEnabled = false;
        Torch.Close(plain, Torch.Logits(policy, Prompt), 0);

        using var again = Torch.Load(path);
        AdapterFile.Load(again, Saved, 0.1);
        Assert.Equal((3, 6.0, 0.1), (again.Lora!.Rank, again.Lora.Alpha, again.Lora.Dropout));
        Torch.Close(adapted, Torch.Logits(again, Prompt), 0);
        LoraAdapters.Merge(again);
        Assert.Null(again.Lora);
        Torch.Close(adapted, Torch.Logits(again, Prompt), 1e-3);
    }

    [Fact]
    public async Task An_adapter_of_some_maps_in_half_floats_is_run_too()
    {
        var path = new TinyFile().Save(_folder);
        using var policy = Torch.Load(path);
        LoraAdapters.Add(policy, new() { Rank = 2, Targets = ["attn_q", "ffn_down"] }, 1);
        Some.Change(policy);
        Assert.Equal(8, policy.TrainableParameters.Count);
        AdapterFile.Save(policy, Saved, GgmlType.F16);
        using var again = Torch.Load(path);
        AdapterFile.Load(again, Saved);
        Assert.Equal(["attn_q", "ffn_down"], again.Lora!.Targets);
        Torch.Close(await Managed.LogitsAsync(path, Prompt, Saved), Torch.Logits(again, Prompt), 1e-3);
    }

    [Fact]
    public void The_seed_makes_the_adapter_and_dropout_is_only_for_training()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        float[] first = [.. Numbers(1)], same = [.. Numbers(1)], other = [.. Numbers(2)];
        Assert.Equal(first, same);
        Assert.NotEqual(first, other);
        Assert.InRange(Math.Sqrt(first.Average(v => v * v)), 0.2, 0.3);
        LoraAdapters.Add(policy, new() { Rank = 4, Dropout = 0.5 }, 1);
        Some.Change(policy);
        var calm = Torch.Logits(policy, Prompt);
        Torch.Close(calm, Torch.Logits(policy, Prompt), 0);
        policy.Training = true;
        Assert.NotEqual(calm[^1], Torch.Logits(policy, Prompt)[^1]);
        // The seed makes dropout, too.
        Assert.Equal(Dropped(1), Dropped(1));
        Assert.NotEqual(Dropped(1), Dropped(2));

        float[] Dropped(long seed)
        {
            LoraAdapters.Remove(policy);
            LoraAdapters.Add(policy, new() { Rank = 4, Dropout = 0.5 }, seed);
            Some.Change(policy);
            using (TorchSharp.torch.no_grad())
            {
                foreach (var map in policy.Maps) map.Adapter!.A.fill_(0.1);
            }
            return Torch.Logits(policy, Prompt)[^1];
        }

        IEnumerable<float> Numbers(long seed)
        {
            LoraAdapters.Add(policy, new() { Rank = 4 }, seed);
            var values = policy.Maps.SelectMany(m => PolicyFile.Values(m.Adapter!.A)).ToArray();
            Assert.All(policy.Maps, m => Assert.All(PolicyFile.Values(m.Adapter!.B), v => Assert.Equal(0, v)));
            LoraAdapters.Remove(policy);
            return values;
        }
    }

    [Fact]
    public void An_adapter_that_does_not_fit_is_refused_by_file_and_tensor()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        Refused(TinyGguf.Adapter(_folder.Path, "a.gguf", "qwen2"), "qwen2");
        Refused(TinyGguf.Adapter(_folder.Path, "b.gguf", tensor: "blk.7.attn_q.weight"), "changes nothing");
        Refused(TinyGguf.Adapter(_folder.Path, "c.gguf", columns: 96), "blk.0.attn_q.weight.lora_a");
        Refused(new TinyFile().Save(_folder, "d.gguf"), "not a LoRA adapter");
        Assert.Null(policy.Lora);
        LoraAdapters.Add(policy, new(), 1);
        Refused(TinyGguf.Adapter(_folder.Path, "e.gguf"), "has an adapter already");

        void Refused(string path, string words) =>
            Assert.Contains(words, Assert.Throws<TrainingException>(() => AdapterFile.Load(policy, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_adapter_of_a_base_with_other_words_is_refused_wherever_it_is_loaded()
    {
        var path = new TinyFile().Save(_folder);
        using (var policy = Torch.Load(path))
        {
            LoraAdapters.Add(policy, new() { Rank = 2 }, 1);
            AdapterFile.Save(policy, Saved);
        }
        // The same weights, but two tokens have changed places.
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        byte[] y = [1, 0, 0, 0, 0, 0, 0, 0, (byte)'y'], z = [.. y[..^1], (byte)'z'];
        var at = bytes.AsSpan().IndexOf((byte[])[.. y, .. z]);
        ((byte[])[.. z, .. y]).CopyTo(bytes, at);
        var other = Path.Combine(_folder.Path, "other.gguf");
        await File.WriteAllBytesAsync(other, bytes, TestContext.Current.CancellationToken);

        const string Problem = "adapter.gguf was made for a model with another vocabulary (collab.adapter.vocabulary).";
        using var strange = Torch.Load(other);
        Assert.EndsWith(Problem, Assert.Throws<TrainingException>(() => AdapterFile.Load(strange, Saved)).Message, StringComparison.Ordinal);
        Assert.EndsWith(Problem, (await Assert.ThrowsAsync<GgufException>(() => Managed.LogitsAsync(other, Prompt, Saved))).Message, StringComparison.Ordinal);
        using var same = Torch.Load(path);
        AdapterFile.Load(same, Saved);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        Refused(new() { Rank = 0 }, "rank 0");
        Refused(new() { Alpha = 0 }, "alpha");
        Refused(new() { Dropout = 1 }, "dropout");
        Refused(new() { Targets = [] }, "target");
        Refused(new() { Targets = ["q_proj"] }, "q_proj");

        static void Refused(LoraOptions options, string words) =>
            Assert.Contains(words, Assert.Throws<TrainingException>(options.Validate).Message, StringComparison.Ordinal);
    }
}
