using CollabLLM.Training.Losses;
using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Losses;

public sealed class KtoLossTests
{
    public KtoLossTests() => _ = Torch.Live;

    // z = (1 - 0.5 + 0.7) / 3 = 0.4. Desirable, r = 2: 1 - σ(0.5 · 1.6) = 0.3100255. Undesirable, r = 1: 1.5 · (1 - σ(0.5 · -0.6)) = 1.5 · 0.5744425.
    [Fact]
    public void It_equals_the_hand_computed_loss()
    {
        using var scope = NewDisposeScope();
        var (loss, rewards) = Of([1, -0.5, 0.7]);
        Assert.Equal((0.3100255 + (1.5 * 0.5744425)) / 2, loss.item<double>(), 1e-5);
        Assert.Equal([1, 0.5], rewards.data<double>().ToArray());
    }

    // z = 0: 1 - σ(1) = 0.2689414 and 1.5 · (1 - σ(-0.5)) = 1.5 · 0.6224593.
    [Fact]
    public void The_divergence_is_never_below_zero()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((0.2689414 + (1.5 * 0.6224593)) / 2, Of([-3, 1]).Loss.item<double>(), 1e-5);
    }

    [Fact]
    public void Its_gradient_is_that_of_finite_differences_and_none_runs_through_the_divergence()
    {
        Slopes.Check(
            x => KtoLoss.Of(x[0], x[1], tensor(new[] { true, false, true }), tensor(new[] { 0.2 }), new() { Beta = 0.5, Undesirable = 2 }).Loss, [-3, -9, -5], [-5, -10, -4.5]);
        using var scope = NewDisposeScope();
        var mismatched = tensor(new[] { 0.2 }, requires_grad: true);
        var policy = tensor(new double[] { -3 }, requires_grad: true);
        KtoLoss.Of(policy, tensor(new double[] { -4 }), tensor(new[] { true }), mismatched, new()).Loss.backward();
        Assert.Null(mismatched.grad);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<TrainingException>(() => new KtoOptions { Beta = -1 }.Validate());
        Assert.Throws<TrainingException>(() => new KtoOptions { Desirable = -1 }.Validate());
    }

    private static (Tensor Loss, Tensor Rewards) Of(double[] mismatched) => KtoLoss.Of(
        tensor(new double[] { -3, -9 }), tensor(new double[] { -5, -10 }), tensor(new[] { true, false }), tensor(mismatched), new() { Beta = 0.5, Undesirable = 1.5 });
}
