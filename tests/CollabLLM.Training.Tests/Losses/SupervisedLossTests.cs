using CollabLLM.Training.Losses;
using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Losses;

public sealed class SupervisedLossTests
{
    public SupervisedLossTests() => _ = Torch.Live;

    // (1 · 1 + 0 · 2 + 0.5 · 4) / 1.5 = 2; unweighted (1 + 2 + 4) / 3.
    [Fact]
    public void It_equals_the_hand_computed_loss()
    {
        using var scope = NewDisposeScope();
        var logs = tensor(new double[] { -1, -2, -4 });
        Assert.Equal(2, SupervisedLoss.Of(logs, tensor(new[] { 1, 0, 0.5 })).item<double>(), 1e-5);
        Assert.Equal(7 / 3.0, SupervisedLoss.Of(logs).item<double>(), 1e-5);
    }

    [Fact]
    public void Its_gradient_is_that_of_finite_differences() =>
        Slopes.Check(x => SupervisedLoss.Of(x[0], tensor(new[] { 1, 0, 0.5 })), [-1, -2, -4]);

    [Fact]
    public void Sums_and_lengths_of_sequences_are_those_of_their_tokens()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([-5, 0, -2], SequenceSums.Of(tensor(new double[] { -1, -2, -4 }), [0, 2, 0], 3).data<double>().ToArray());
        Assert.Equal([2, 0, 1], SequenceSums.Lengths([0, 2, 0], 3));
        Slopes.Check(x => SequenceSums.Of(x[0], [0, 2, 0], 3).pow(tensor(2.0)).sum(), [-1, -2, -4]);
    }
}
