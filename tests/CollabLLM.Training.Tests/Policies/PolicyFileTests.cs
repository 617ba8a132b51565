using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
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
        var source = new TinyFile { Architecture = architecture, Tied = tied, Factors = true }.Save(_folder);
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

    [Fact]
    public void A_type_that_policies_are_not_written_in_is_refused()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyFile.Save(policy, Path.Combine(_folder.Path, "x.gguf"), GgmlType.Q4_K));
    }
}
