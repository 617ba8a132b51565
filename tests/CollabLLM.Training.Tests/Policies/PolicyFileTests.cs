using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;

namespace CollabLLM.Training.Tests.Policies;

public sealed class PolicyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool, GgmlType> Forms => new(
        from architecture in new[] { "llama", "qwen2", "qwen3" }
        from tied in new[] { false, true }
        from type in new[] { GgmlType.F32, GgmlType.F16, GgmlType.BF16, GgmlType.Q8_0 }
        select (architecture, tied, type));

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_written_model_is_run_by_the_managed_decoder_as_by_the_policy_read_back(string architecture, bool tied, GgmlType type)
    {
        var source = new TinyFile { Architecture = architecture, Tied = tied, Factors = architecture == "llama" }.Save(_folder);
        var saved = Path.Combine(_folder.Path, "saved.gguf");
        var prompt = TinyFile.Tokens(16, 4);
        float[][] logits;
        using (var policy = Torch.Load(source))
        {
            PolicyFile.Save(policy, saved, type);
            logits = Torch.Logits(policy, prompt);
        }
        using var again = Torch.Load(saved);
        var read = Torch.Logits(again, prompt);
        Torch.Close(logits, read, type switch { GgmlType.F32 => 0, GgmlType.F16 => 0.03, _ => 0.5 });
        Torch.Close(await Managed.LogitsAsync(saved, prompt), read, 1e-3);
        Assert.Equal(await Managed.GreedyAsync(saved, prompt, 12), Torch.Greedy(again, prompt, 12));
        Assert.Equal(tied, again.IsTied);
        using var file = GgufFile.Open(saved);
        Assert.Equal(type, file.Tensors.Single(t => t.Name == "blk.0.attn_q.weight").Type);
        Assert.Equal(2, new DirectoryInfo(_folder.Path).GetFiles().Length);
    }

    /// <summary>A small change is what training gives, and in bf16 it would be less than the rounding of the base.</summary>
    [Fact]
    public void What_an_adapter_learnt_is_added_to_the_base_as_it_was_and_not_as_it_is_multiplied()
    {
        var (path, saved) = (new TinyFile().Save(_folder), Path.Combine(_folder.Path, "saved.gguf"));
        using var exact = Torch.Load(path);
        using var policy = Torch.Load(path, new() { Compute = TorchSharp.torch.ScalarType.BFloat16 });
        foreach (var p in new[] { exact, policy })
        {
            LoraAdapters.Add(p, new() { Rank = 2 }, 1);
            Some.Change(p, 1e-3f);
        }
        LoraAdapters.Merge(exact);
        Assert.True(Distance(null) > 1e-4);
        Assert.True(Distance(path) < 1e-6);

        float Distance(string? frozen)
        {
            PolicyFile.Save(policy, saved, GgmlType.F32, adapted: true, frozen);
            using var sum = Torch.Load(saved);
            return exact.Tensors.Zip(sum.Tensors).Max(t => PolicyFile.Values(t.First.Value).Zip(PolicyFile.Values(t.Second.Value)).Max(v => Math.Abs(v.First - v.Second)));
        }
    }

    [Fact]
    public void A_vocabulary_of_another_size_than_the_embedding_is_refused()
    {
        var path = Path.Combine(_folder.Path, "fresh.gguf");
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        FreshModel.Write(path, policy.Shape with { Vocabulary = 300 }, policy.Metadata.Where(m => m.Key.StartsWith("tokenizer.", StringComparison.Ordinal)).ToDictionary(), tied: true, seed: 1);
        Assert.Contains($"{path} names 259 tokens and has embeddings for 300", Assert.Throws<GgufException>(() => Torch.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Factors_of_frequencies_are_those_of_llama_files() => Assert.Contains(
        "rope_freqs.weight", Assert.Throws<GgufException>(() => Torch.Load(new TinyFile { Architecture = "qwen3", Factors = true }.Save(_folder))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_type_that_policies_are_not_written_in_is_refused()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyFile.Save(policy, Path.Combine(_folder.Path, "x.gguf"), GgmlType.Q4_K));
    }
}
