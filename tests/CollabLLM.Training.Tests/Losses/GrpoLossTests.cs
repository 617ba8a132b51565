using CollabLLM.Training.Losses;
using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Losses;

public sealed class GrpoLossTests
{
    // Two replies: tokens 0 and 1 of advantage 1, token 2 of advantage -2.
    private static readonly int[] Replies = [0, 0, 1];
    private static readonly double[] Gains = [1, -2];

    // log π - log π_old: the ratios are e^0.5 = 1.648721, e^-0.5 = 0.606531 and e^0.4 = 1.491825.
    private static readonly double[] Policy = [-1, -2, -3];
    private static readonly double[] Old = [-1.5, -1.5, -3.4];

    public GrpoLossTests() => _ = Torch.Live;

    // Gains: min(1.648721, 1.2) = 1.2; min(0.606531, 0.8) = 0.606531; min(-2 · 1.491825, -2 · 1.2) = -2.983649.
    // Means of the replies: 0.903265 and -2.983649; the loss is minus their mean.
    [Fact]
    public void The_clipped_gain_equals_the_hand_computed_one()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((2.983649 - 0.9032653) / 2, Of(null, new()).item<double>(), 1e-5);
        Assert.Equal((2.983649 - 1.2 - 0.6065307) / 3, Of(null, new() { OverTokens = true }).item<double>(), 1e-5);
        // Clipped at 1.28 only above: the first token gains 1.28.
        Assert.Equal((2.983649 - ((1.28 + 0.6065307) / 2)) / 2, Of(null, new() { ClipHigh = 0.28 }).item<double>(), 1e-5);
    }

    // d = log π_ref - log π = 1, 0, -1: exp(d) - d - 1 = 0.718282, 0, 0.367879. Means of the replies 0.359141 and 0.367879, times β = 0.5.
    [Fact]
    public void The_divergence_is_added()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(
            ((2.983649 - 0.9032653) / 2) + (0.5 * (0.3591409 + 0.3678794) / 2), Of(tensor(new double[] { 0, -2, -4 }), new() { Beta = 0.5 }).item<double>(), 1e-5);
    }

    // Group 0: mean 2, deviation over n - 1 of {1, 3} is 1.414214. Group 1: equal rewards. Group 2: one reply.
    [Fact]
    public void Advantages_compare_a_reply_with_its_group()
    {
        double[] rewards = [1, 5, 3, 5, 7];
        int[] groups = [0, 1, 0, 1, 2];
        var expected = 1 / (1.4142136 + 1e-4);
        Assert.Equal([-expected, 0, expected, 0, 0], GrpoLoss.Advantages(rewards, groups).Select(a => a), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([-1, 0, 1, 0, 0], GrpoLoss.Advantages(rewards, groups, scaled: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_gradient_is_that_of_finite_differences(bool overTokens) =>
        Slopes.Check(x => GrpoLoss.Of(x[0], x[1], x[2], Gains, Replies, new() { Beta = 0.3, OverTokens = overTokens }), Policy, Old, [-0.7, -2.2, -3.9]);

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<TrainingException>(() => new GrpoOptions { ClipLow = 1 }.Validate());
        Assert.Throws<TrainingException>(() => new GrpoOptions { Beta = -0.1 }.Validate());
    }

    private static Tensor Of(Tensor? reference, GrpoOptions options) => GrpoLoss.Of(tensor(Policy), tensor(Old), reference, Gains, Replies, options);
}
