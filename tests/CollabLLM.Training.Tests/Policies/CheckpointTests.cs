using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Policies;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, 0.0, int.MaxValue)]
    [InlineData(true, 0.0, int.MaxValue)]
    [InlineData(true, 0.3, int.MaxValue)]
    [InlineData(true, 0.3, 3 * TinyFile.Vocabulary)]
    public void Computing_again_gives_the_same_loss_and_gradients(bool weights, double dropout, int mostLogits)
    {
        // Parts are rounded otherwise than the whole, so they are compared in double precision.
        var compute = mostLogits == int.MaxValue ? ScalarType.Float32 : ScalarType.Float64;
        using var policy = Torch.Load(new TinyFile { Layers = 3 }.Save(_folder), new() { TrainWeights = weights, Compute = compute, MostLogits = mostLogits });
        LoraAdapters.Add(policy, new() { Rank = 2, Dropout = dropout }, 1);
        Some.Change(policy);
        policy.Training = true;
        var dice = policy.RandomState;
        var (loss, gradients) = Step(policy, checkpoint: false);
        policy.RandomState = dice;
        var (again, others) = Step(policy, checkpoint: true);
        Assert.Equal(loss, again, 1e-6f);
        Assert.Equal(weights ? policy.Tensors.Count() + 42 : 42, gradients.Length);
        for (var i = 0; i < gradients.Length; i++)
        {
            Assert.Contains(gradients[i], g => g != 0);
            for (var j = 0; j < gradients[i].Length; j++) Assert.Equal(gradients[i][j], others[i][j], 1e-6f);
        }
    }

    [Fact]
    public void Without_gradients_the_logits_of_few_places_lie_in_memory_at_once()
    {
        var model = new TinyFile().Save(_folder);
        using var whole = Torch.Load(model);
        using var parted = Torch.Load(model, new() { MostLogits = 1 });
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var (expected, actual) = (Likelihoods(whole), Likelihoods(parted));
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);

        static float[] Likelihoods(Policy policy) => PolicyFile.Values(policy.Begin(TokenBatch.Of([TinyFile.Tokens(12, 1)])).LogProbabilities([3, 4, 5, 11]));
    }

    private static (float Loss, float[][] Gradients) Step(Policy policy, bool checkpoint)
    {
        using var scope = NewDisposeScope();
        var pass = policy.Begin(TokenBatch.Of([TinyFile.Tokens(12, 1), TinyFile.Tokens(9, 2)]), checkpoint);
        var loss = -pass.LogProbabilities([3, 4, 5, 14]).mean();
        loss.backward();
        pass.Backward();
        float[][] gradients = [.. policy.TrainableParameters.Select(p => PolicyFile.Values(p.grad!))];
        foreach (var parameter in policy.TrainableParameters) parameter.grad!.zero_();
        return (loss.to(ScalarType.Float32).item<float>(), gradients);
    }
}
