using CollabLLM.Training.Losses;
using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Losses;

public sealed class PreferenceLossTests
{
    public PreferenceLossTests() => _ = Torch.Live;

    // Pair 1: log ratios 2 and -5, so the margin is 0.1 · 7 = 0.7 and -log σ(0.7) = ln(1 + e^-0.7) = 0.403186.
    // Pair 2: log ratios -1 and 0, so the margin is -0.1 and -log σ(-0.1) = ln(1 + e^0.1) = 0.744397.
    [Fact]
    public void The_sigmoid_loss_equals_the_hand_computed_one()
    {
        using var scope = NewDisposeScope();
        var (loss, won, lost) = Of(new());
        Assert.Equal((0.4031860 + 0.7443967) / 2, loss.item<double>(), 1e-5);
        Assert.Equal([0.2, -0.1], won.data<double>().ToArray().Select(v => Math.Round(v, 9)));
        Assert.Equal([-0.5, 0], lost.data<double>().ToArray().Select(v => Math.Round(v, 9)));
    }

    // -log σ(-x) = x - log σ(x): with a tenth of wrong labels 0.403186 + 0.1 · 0.7 and 0.744397 - 0.1 · 0.1.
    [Fact]
    public void Smoothing_counts_a_share_of_the_pairs_the_other_way_round()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((0.4731860 + 0.7343967) / 2, Of(new() { LabelSmoothing = 0.1 }).Loss.item<double>(), 1e-5);
    }

    // Per token: 2/4 and -5/10 give 1, -1/5 and 0 give -0.2; with β = 2: ln(1 + e^-2) = 0.126928 and ln(1 + e^0.4) = 0.913015.
    [Fact]
    public void Lengths_divide_the_log_ratios()
    {
        using var scope = NewDisposeScope();
        var options = new PreferenceOptions { Beta = 2, PerToken = true };
        Assert.Equal((0.1269280 + 0.9130152) / 2, Of(options, tensor(new double[] { 4, 5 }), tensor(new double[] { 10, 3 })).Loss.item<double>(), 1e-5);
        Assert.Throws<TrainingException>(() => Of(options));
    }

    // -log π of the chosen replies: 10 and 3, which count per token of a mean reply of all that is learnt from.
    [Fact]
    public void The_likelihood_of_chosen_replies_counts_beside()
    {
        using var scope = NewDisposeScope();
        var options = new PreferenceOptions { ChosenWeight = 0.2 };
        Assert.Equal(((0.4031860 + 0.7443967) / 2) + (0.2 * 6.5 / 10), Of(options, meanChosen: 10).Loss.item<double>(), 1e-5);
        Assert.Throws<TrainingException>(() => Of(options));
    }

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(0.2, false, 0)]
    [InlineData(0.1, true, 0)]
    [InlineData(0.1, false, 0.5)]
    public void Its_gradient_is_that_of_finite_differences(double smoothing, bool perToken, double chosenWeight) => Slopes.Check(
        x => PreferenceLoss.Of(
            x[0], x[1], x[2], x[3], new() { Beta = 0.5, LabelSmoothing = smoothing, PerToken = perToken, ChosenWeight = chosenWeight }, tensor(new double[] { 4, 5 }), tensor(new double[] { 10, 3 }), 4.5).Loss,
        [-10, -3], [-20, -7], [-12, -2], [-15, -7.5]);

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Contains("beta", Assert.Throws<TrainingException>(() => new PreferenceOptions { Beta = 0 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("chosen", Assert.Throws<TrainingException>(() => new PreferenceOptions { ChosenWeight = -1 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("smoothing", Assert.Throws<TrainingException>(() => new PreferenceOptions { LabelSmoothing = 0.5 }.Validate()).Message, StringComparison.Ordinal);
    }

    private static (Tensor Loss, Tensor ChosenRewards, Tensor RejectedRewards) Of(PreferenceOptions options, Tensor? chosen = null, Tensor? rejected = null, double? meanChosen = null) =>
        PreferenceLoss.Of(
            tensor(new double[] { -10, -3 }), tensor(new double[] { -20, -7 }), tensor(new double[] { -12, -2 }), tensor(new double[] { -15, -7 }), options, chosen, rejected, meanChosen);
}
