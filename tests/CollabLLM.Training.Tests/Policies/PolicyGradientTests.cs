using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Policies;

public sealed class PolicyGradientTests : IDisposable
{
    private const double Step = 1e-5;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The steepest element of every weight and every factor, against central differences in double precision.</summary>
    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    public void The_gradient_of_a_preference_loss_is_that_of_finite_differences(string architecture)
    {
        using var policy = Torch.Load(
            new TinyFile { Architecture = architecture, Layers = 1, Tied = architecture == "qwen3" }.Save(_folder), new() { Compute = ScalarType.Float64, TrainWeights = true });
        LoraAdapters.Add(policy, new() { Rank = 2 }, 1);
        Some.Change(policy);
        using var scope = NewDisposeScope();
        var reference = Reference(policy);
        Loss(policy, reference).backward();
        Assert.Equal(policy.Tensors.Count() + 14, policy.TrainableParameters.Count);
        foreach (var parameter in policy.TrainableParameters)
        {
            using var inner = NewDisposeScope();
            var gradient = parameter.grad!.flatten();
            var place = gradient.abs().argmax().item<long>();
            var slope = (At(parameter, place, Step) - At(parameter, place, -Step)) / (2 * Step);
            Assert.True(Math.Abs(slope) > 1e-6, "every weight must matter");
            Assert.InRange(gradient.select(0, place).item<double>() / slope, 1 - 1e-5, 1 + 1e-5);
        }

        double At(Parameter parameter, long place, double by)
        {
            using var inner = NewDisposeScope();
            using var none = no_grad();
            var element = parameter.view(-1).narrow(0, place, 1);
            element.sub_(tensor(-by));
            var loss = Loss(policy, reference).item<double>();
            element.sub_(tensor(by));
            return loss;
        }
    }

    /// <summary>Two pairs in one packed batch.</summary>
    private static Tensor Loss(Policy policy, Tensor reference)
    {
        var sums = Sums(policy);
        return PreferenceLoss.Of(sums.narrow(0, 0, 2), sums.narrow(0, 2, 2), reference.narrow(0, 0, 2), reference.narrow(0, 2, 2), new() { Beta = 0.05 }).Loss;
    }

    /// <summary>The same policy with its adapter off.</summary>
    private static Tensor Reference(Policy policy)
    {
        using var none = no_grad();
        policy.AdapterEnabled = false;
        var sums = Sums(policy);
        policy.AdapterEnabled = true;
        return sums;
    }

    private static Tensor Sums(Policy policy)
    {
        int[][] replies = [.. new[] { 9, 7, 6, 8 }.Select((n, i) => TinyFile.Tokens(n, i))];
        var batch = TokenBatch.Pack(replies, 16);
        List<long> places = [];
        List<int> sequences = [];
        for (var i = 0; i < replies.Length; i++)
        {
            for (var t = 3; t < replies[i].Length; t++)
            {
                places.Add(batch.Starts[i] + t);
                sequences.Add(i);
            }
        }
        return SequenceSums.Of(policy.Begin(batch).LogProbabilities(places), sequences, 4);
    }
}
