using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Policies;

public sealed class LearningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama", ScalarType.Float32, false)]
    [InlineData("qwen2", ScalarType.BFloat16, true)]
    [InlineData("qwen3", ScalarType.Float32, true)]
    public async Task A_fresh_model_learns_a_sentence_by_heart_and_writes_it(string architecture, ScalarType type, bool tied)
    {
        var source = new TinyFile { Architecture = architecture }.Save(_folder);
        var (fresh, trained) = (Path.Combine(_folder.Path, "fresh.gguf"), Path.Combine(_folder.Path, "trained.gguf"));
        using (var model = Torch.Load(source))
        {
            FreshModel.Write(fresh, model.Shape, model.Metadata.Where(m => m.Key.StartsWith("tokenizer.", StringComparison.Ordinal)).ToDictionary(), tied, seed: 1);
        }
        using var policy = Torch.Load(fresh, new() { Compute = type, TrainWeights = true });
        Assert.Equal(tied, policy.IsTied);
        var (before, after) = Some.Learn(policy, Sentence, 60, 1e-2);
        Assert.InRange(before, Math.Log(TinyFile.Vocabulary) - 0.3, Math.Log(TinyFile.Vocabulary) + 0.3);
        Assert.True(after < 0.1, $"the loss is still {after}");
        PolicyFile.Save(policy, trained, GgmlType.F16);
        Assert.Equal(Sentence[1..], await Managed.GreedyAsync(trained, Sentence[..1], Sentence.Length - 1));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void An_adapter_learns_while_the_weights_stay_and_the_policy_says_what_it_learnt(ScalarType type)
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder), new() { Compute = type });
        float[][] weights = [.. policy.Tensors.Select(t => PolicyFile.Values(t.Value))];
        LoraAdapters.Add(policy, new() { Rank = 8, Alpha = 16 }, 1);
        var (before, after) = Some.Learn(policy, Sentence, 80, 5e-3);
        Assert.True(after < before / 20, $"the loss went from {before} to {after}");
        Assert.Equal(weights, policy.Tensors.Select(t => PolicyFile.Values(t.Value)));
        using var engine = new PolicyEngine(policy, 2);
        var replies = new ReplySampler(engine, policy.Tokenizer!).Draw([Sentence[..1], Sentence[..5]], [1, 2], new() { Sampling = SamplingOptions.Greedy, MaxTokens = 7 });
        Assert.Equal(Sentence[1..8], replies[0].Tokens);
        Assert.Equal(Sentence[5..], replies[1].Tokens);
    }

    private static int[] Sentence { get; } = TinyFile.Tokens(12, 9);
}
