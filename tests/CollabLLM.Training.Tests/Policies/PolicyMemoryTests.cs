using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Policies;

public sealed class PolicyMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_left_of_steps_and_nothing_of_a_policy(bool checkpoint)
    {
        var path = new TinyFile { Architecture = "qwen3" }.Save(_folder);
        var before = Torch.Live;
        using (var policy = Torch.Load(path, new() { TrainWeights = true }))
        {
            LoraAdapters.Add(policy, new() { Rank = 2, Dropout = 0.1 }, 1);
            using var optimizer = new AdamWOptimizer(policy.TrainableParameters);
            Step(policy, optimizer, checkpoint);
            var afterOne = Torch.Live;
            Step(policy, optimizer, checkpoint);
            Assert.Equal(afterOne, Torch.Live);
            LoraAdapters.Merge(policy);
            PolicyFile.Save(policy, Path.Combine(_folder.Path, "saved.gguf"), CollabLLM.Gguf.Format.GgmlType.F16);
            Assert.InRange(Torch.Live, before + 1, afterOne - 1);
        }
        Assert.Equal(before, Torch.Live);
    }

    private static void Step(Policy policy, AdamWOptimizer optimizer, bool checkpoint)
    {
        using var scope = NewDisposeScope();
        policy.Training = true;
        var pass = policy.Begin(TokenBatch.Of([TinyFile.Tokens(12, 1), TinyFile.Tokens(9, 2)]), checkpoint);
        (-pass.LogProbabilities([3, 4, 5, 14]).mean()).backward();
        pass.Backward();
        optimizer.ClipGradients(1);
        optimizer.Step(1e-3);
        optimizer.ZeroGradients();
        policy.Training = false;
    }
}
