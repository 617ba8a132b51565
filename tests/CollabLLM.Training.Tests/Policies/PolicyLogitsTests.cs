using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Gguf.Tests.Kernels;
using CollabLLM.Testing;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using TorchSharp;

namespace CollabLLM.Training.Tests.Policies;

public sealed class PolicyLogitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Architectures => new(
        from architecture in new[] { "llama", "qwen2", "qwen3" }
        from tied in new[] { false, true }
        select (architecture, tied));

    [Theory]
    [MemberData(nameof(Architectures))]
    public async Task Every_architecture_gives_the_managed_decoders_logits(string architecture, bool tied) =>
        await CompareAsync(new() { Architecture = architecture, Tied = tied });

    public static TheoryData<GgmlType> Types => [.. RandomRows.Types];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Every_type_of_tensor_is_read(GgmlType type) => await CompareAsync(new() { Type = type, Width = 256, Layers = 1, HeadSize = 64, Turning = 64 });

    [Theory]
    [InlineData("llama", 4f, false, 16)]
    [InlineData("llama", 1f, true, 16)]
    [InlineData("qwen3", 2f, false, 16)]
    [InlineData("llama", 1f, false, 8)]
    [InlineData("qwen2", 1f, false, 8)]
    public async Task Every_scaling_of_positions_is_the_decoders(string architecture, float linear, bool factors, int turning) =>
        await CompareAsync(new() { Architecture = architecture, Linear = linear, Factors = factors, Turning = turning });

    [Theory]
    [InlineData(4, 4, 16)]
    [InlineData(6, 1, 8)]
    [InlineData(3, 3, 32)]
    public async Task Heads_share_keys_as_the_decoders_do(int heads, int keyHeads, int headSize) =>
        await CompareAsync(new() { Heads = heads, KeyHeads = keyHeads, HeadSize = headSize, Turning = headSize });

    [Fact]
    public async Task A_real_model_and_an_adapter_for_it_give_the_managed_decoders_logits()
    {
        var path = SharedFolder.Require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        var saved = Path.Combine(_folder.Path, "adapter.gguf");
        int[] tokens = [1, 9690, 198, 2683, 359, 253, 5356, 5646, 11173, 3365, 3511, 308, 34519, 28, 7018, 411, 407, 19712, 8182, 2];
        float[][] plain, adapted;
        using (var policy = Torch.Load(path))
        {
            plain = Torch.Logits(policy, tokens);
            LoraAdapters.Add(policy, new() { Rank = 4, Targets = ["attn_q", "attn_k", "ffn_down"] }, 1);
            Some.Change(policy, 0.01f);
            adapted = Torch.Logits(policy, tokens);
            AdapterFile.Save(policy, saved);
        }
        Assert.True(adapted[^1].Zip(plain[^1]).Max(p => Math.Abs(p.First - p.Second)) > 0.1, "the adapter must change something");
        using var model = Managed.Load(path, saved);
        int[] positions = [.. Enumerable.Range(0, tokens.Length)];
        Torch.Close(await model.LogitsAsync(tokens, positions), plain, 1e-3);
        Torch.Close(await model.LogitsAsync(tokens, positions, "trained"), adapted, 1e-3);
    }

    [Fact]
    public void Half_precision_stays_near_and_double_precision_nearer()
    {
        var path = new TinyFile { Architecture = "qwen3" }.Save(_folder);
        var tokens = TinyFile.Tokens(30, 2);
        using var single = Torch.Load(path);
        using var half = Torch.Load(path, new() { Compute = torch.ScalarType.BFloat16 });
        using var twice = Torch.Load(path, new() { Compute = torch.ScalarType.Float64 });
        var expected = Torch.Logits(twice, tokens);
        Torch.Close(expected, Torch.Logits(single, tokens), 1e-3);
        Torch.Close(expected, Torch.Logits(half, tokens), 0.3);
    }

    [Fact]
    public void A_type_that_cannot_compute_and_a_file_that_is_none_are_refused_in_a_sentence()
    {
        var path = new TinyFile().Save(_folder);
        Assert.Contains("Float16", Assert.Throws<TrainingException>(() => Torch.Load(path, new() { Compute = torch.ScalarType.Float16 })).Message, StringComparison.Ordinal);
        Assert.Contains("none.gguf", Assert.Throws<GgufException>(() => Torch.Load(Path.Combine(_folder.Path, "none.gguf"))).Message, StringComparison.Ordinal);
        Assert.Contains("mamba", Assert.Throws<GgufException>(() => Torch.Load(new TinyFile { Architecture = "mamba" }.Save(_folder, "mamba.gguf"))).Message, StringComparison.Ordinal);
        using var policy = Torch.Load(path);
        using var scope = torch.NewDisposeScope();
        Assert.Contains("129 tokens", Assert.Throws<TrainingException>(() => policy.Begin(TokenBatch.Of([TinyFile.Tokens(129, 1)]))).Message, StringComparison.Ordinal);
        Assert.Contains("259", Assert.Throws<TrainingException>(() => policy.Begin(TokenBatch.Of([[259]]))).Message, StringComparison.Ordinal);
    }

    private async Task CompareAsync(TinyFile file)
    {
        var path = file.Save(_folder);
        var tokens = TinyFile.Tokens(40, 1);
        using var policy = Torch.Load(path);
        var actual = Torch.Logits(policy, tokens);
        Assert.True(actual[^1].Max() - actual[^1].Min() > 1, "the model must say something");
        Torch.Close(await Managed.LogitsAsync(path, tokens), actual, 1e-3);
    }
}
