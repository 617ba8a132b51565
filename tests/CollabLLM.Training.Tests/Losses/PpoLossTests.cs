using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Losses;

public sealed class PpoLossTests
{
    public PpoLossTests() => _ = Torch.Live;

    // Rewards: -0.1 · 0.5 = -0.05; -0.1 · -1 = 0.1; 0 + 2 = 2. With γ = 0.9, λ = 0.5:
    // δ2 = 2 - 0.5 = 1.5; δ1 = 0.1 + 0.9 · 0.5 - 0.4 = 0.15; δ0 = -0.05 + 0.9 · 0.4 - 0.2 = 0.11.
    // A2 = 1.5; A1 = 0.15 + 0.45 · 1.5 = 0.825; A0 = 0.11 + 0.45 · 0.825 = 0.48125. Returns: A + V.
    [Fact]
    public void Advantages_equal_the_hand_computed_ones()
    {
        var result = PpoAdvantages.Of(2, [-1, -2, -1], [-1.5, -1, -1], [0.2, 0.4, 0.5], new() { KlWeight = 0.1, Discount = 0.9, Trace = 0.5 });
        Assert.Equal([0.48125, 0.825, 1.5], result.Values, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([0.68125, 1.225, 2], result.Returns, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void With_no_discount_and_the_whole_trace_returns_are_what_still_comes()
    {
        var result = PpoAdvantages.Of(1, [-1, -1], [-1, -1], [0.3, 0.9], new() { Trace = 1 });
        Assert.Equal([1, 1], result.Returns, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Whitened_advantages_have_mean_zero_and_deviation_one() =>
        Assert.Equal([-1.2247449, 0, 1.2247449], PpoAdvantages.Whiten([1, 2, 3]), (a, b) => Math.Abs(a - b) < 1e-5);

    // Ratios e^0.5 and e^-0.5, gains 1 and -1: min(1.648721, 1.2) = 1.2 and min(-0.606531, -0.8) = -0.8, so the policy's part is -0.2.
    // Values 1 and 0.1 against returns 0.5 and 1: (1 - 0.5)² = 0.25 against (0.7 - 0.5)² = 0.04; (0.1 - 1)² = 0.81 against (0.3 - 1)² = 0.49
    // (clipped to 0.5 ± 0.2). Half the mean of 0.25 and 0.81 is 0.265.
    [Fact]
    public void The_loss_equals_the_hand_computed_one()
    {
        using var scope = NewDisposeScope();
        var (loss, policyPart, valuePart) = PpoLoss.Of(
            tensor(new double[] { -1, -2 }), tensor(new[] { -1.5, -1.5 }), tensor(new double[] { 1, -1 }), tensor(new[] { 1, 0.1 }), tensor(new[] { 0.5, 0.5 }), tensor(new[] { 0.5, 1 }),
            new() { ValueWeight = 0.5 });
        Assert.Equal(-0.2, policyPart.item<double>(), 1e-5);
        Assert.Equal(0.265, valuePart.item<double>(), 1e-5);
        Assert.Equal(-0.2 + (0.5 * 0.265), loss.item<double>(), 1e-5);
    }

    [Fact]
    public void Its_gradient_is_that_of_finite_differences() => Slopes.Check(
        x => PpoLoss.Of(x[0], x[1], tensor(new[] { 1, -1, 0.5 }), x[2], x[3], tensor(new[] { 0.5, 1, -0.3 }), new()).Loss,
        [-1, -2, -3], [-1.5, -1.9, -2.9], [1, 0.1, 0.25], [0.5, 0.5, 0.3]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_value_head_learns_and_the_policy_only_when_told(bool through)
    {
        using var folder = new TemporaryFolder();
        using var policy = Torch.Load(new TinyFile().Save(folder), new() { TrainWeights = true });
        using var head = new ValueHead(policy);
        using var scope = NewDisposeScope();
        var pass = policy.Begin(TokenBatch.Of([TinyFile.Tokens(6, 1)]));
        Assert.Equal([0, 0], PolicyFile.Values(head.Of(pass.Stream([2, 3]))));
        using (no_grad()) foreach (var parameter in head.Parameters) parameter.copy_(tensor(0.5));
        head.Of(pass.Stream([2, 3]), through).sum().backward();
        Assert.All(head.Parameters, p => Assert.Contains(PolicyFile.Values(p.grad!), g => g != 0));
        Assert.Equal(through, policy.TrainableParameters.Any(p => p.grad is not null));
    }

    /// <summary>x = (3, 4, 0, …) of 64: rms² = 25 / 64 + 10⁻⁶, w·x = 1·3 + 2·4, b = 0.5: 11 / 0.6250008 + 0.5 = 18.0999775.</summary>
    [Fact]
    public void A_value_is_the_product_with_the_normed_stream_and_its_gradient_that_of_finite_differences()
    {
        using var folder = new TemporaryFolder();
        using var policy = Torch.Load(new TinyFile().Save(folder), new() { Compute = ScalarType.Float64 });
        using var head = new ValueHead(policy);
        using var scope = NewDisposeScope();
        double[] Padded(params double[] first) => [.. first, .. new double[policy.Shape.Width - first.Length]];
        using (no_grad())
        {
            head.Parameters[0].copy_(tensor(Padded(1, 2)));
            head.Parameters[1].copy_(tensor(0.5));
        }
        Assert.Equal(18.0999775, head.Of(tensor(Padded(3, 4)).unsqueeze(0)).item<double>(), 1e-5);
        Slopes.Check(x => head.Of(x[0].unsqueeze(0), through: true).sum(), Padded(3, 4, -1));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<TrainingException>(() => new PpoOptions { Clip = 0 }.Validate());
        Assert.Throws<TrainingException>(() => new PpoOptions { KlWeight = -1 }.Validate());
        Assert.Throws<TrainingException>(() => new PpoOptions { Discount = 1.1 }.Validate());
    }
}
