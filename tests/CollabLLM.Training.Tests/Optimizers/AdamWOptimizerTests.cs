using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Optimizers;

public sealed class AdamWOptimizerTests
{
    public AdamWOptimizerTests() => _ = Torch.Live;

    // Step 1, g = 0.5: θ = 1 - 0.1 · 0.01 = 0.999, then m̂ = 0.5 and √v̂ = 0.5, so θ = 0.999 - 0.1 = 0.899.
    // Step 2, g = -0.1: θ = 0.899 · 0.999 = 0.898101; m = 0.9 · 0.05 - 0.01 = 0.035, m̂ = 0.035 / 0.19 = 0.1842105;
    // v = 0.99 · 0.0025 + 0.0001 = 0.002575, v̂ = 0.002575 / 0.0199 = 0.129397, √ = 0.359718; θ = 0.898101 - 0.1 · 0.512097 = 0.846891.
    [Fact]
    public void Two_steps_equal_the_hand_computed_ones_and_vectors_do_not_decay()
    {
        using var scope = NewDisposeScope();
        Parameter matrix = new(tensor(new double[] { 1 }, [1, 1])), vector = new(tensor(new double[] { 1 }));
        using var optimizer = new AdamWOptimizer([matrix, vector], new() { Beta2 = 0.99, Decay = 0.01 });
        foreach (var (slope, expected) in new[] { (0.5, 0.899), (-0.1, 0.8468913) })
        {
            optimizer.ZeroGradients();
            matrix.mul(tensor(slope)).sum().backward();
            vector.mul(tensor(slope)).sum().backward();
            optimizer.Step(0.1);
            Assert.Equal(expected, matrix.item<double>(), 1e-6);
        }
        Assert.Equal(0.9 - (0.1 * 0.5120974), vector.item<double>(), 1e-6);
        Assert.Equal([0.035, 0.035, 0.002575, 0.002575], optimizer.State.Select(s => Math.Round(s.item<double>(), 9)));
    }

    [Fact]
    public void Gradients_are_brought_down_to_the_norm_asked_for()
    {
        using var scope = NewDisposeScope();
        Parameter first = new(tensor(new float[] { 0, 0 })), second = new(tensor(new float[] { 0 })), unused = new(tensor(new float[] { 0 }));
        using var optimizer = new AdamWOptimizer([first, second, unused]);
        first.mul(tensor(new float[] { 2, 3 })).sum().backward();
        second.mul(tensor(6f)).sum().backward();
        Assert.Equal(7, optimizer.ClipGradients(10), 1e-6);
        Assert.Equal(7, optimizer.ClipGradients(3.5), 1e-6);
        Assert.Equal([1, 1.5f], PolicyFile.Values(first.grad!));
        Assert.Equal(3.5, optimizer.ClipGradients(), 1e-6);
    }

    [Fact]
    public void A_run_goes_on_from_its_state_to_the_bit()
    {
        var (whole, _, _) = Run(null, 0, 6);
        var (half, state, steps) = Run(null, 0, 3);
        var (rest, _, _) = Run((half, state), steps, 3);
        Assert.Equal(whole, rest);

        static (float[] Values, float[][] State, long Steps) Run((float[] Values, float[][] State)? from, long steps, int more)
        {
            using var scope = NewDisposeScope();
            var parameter = new Parameter(tensor(from?.Values ?? [1, 2, 3]));
            using var optimizer = new AdamWOptimizer([parameter]) { Steps = steps };
            for (var i = 0; i < (from?.State.Length ?? 0); i++) optimizer.State[i].copy_(tensor(from!.Value.State[i]));
            for (var i = 0; i < more; i++)
            {
                optimizer.ZeroGradients();
                parameter.pow(tensor(2.0)).sum().backward();
                optimizer.Step(0.05);
            }
            return (PolicyFile.Values(parameter), [.. optimizer.State.Select(PolicyFile.Values)], optimizer.Steps);
        }
    }

    // Memory of step 2: 3 / 12 = 0.25 where 0.9 is asked for; at step 100 it is 0.9, less than 101 / 110.
    [Fact]
    public void The_mean_of_the_weights_forgets_the_first_soon_and_the_later_ones_as_it_is_told()
    {
        using var scope = NewDisposeScope();
        Parameter used = new(tensor(new double[] { 1 })), unused = new(tensor(new double[] { 5 }));
        using var optimizer = new AdamWOptimizer([used, unused], new() { Average = 0.9 });
        List<double> values = [];
        void Step()
        {
            optimizer.ZeroGradients();
            used.pow(tensor(2.0)).sum().backward();
            optimizer.Step(0.1);
            values.Add(used.item<double>());
        }
        optimizer.ExchangeAverages();
        Assert.Equal(1, used.item<double>());
        Step();
        Assert.Equal(values[0], optimizer.State[4].item<double>());
        Step();
        Assert.Equal((0.25 * values[0]) + (0.75 * values[1]), optimizer.State[4].item<double>(), 1e-12);
        optimizer.Steps = 99;
        var before = optimizer.State[4].item<double>();
        Step();
        var mean = (0.9 * before) + (0.1 * values[2]);
        optimizer.ExchangeAverages();
        Assert.Equal(mean, used.item<double>(), 1e-12);
        Assert.Equal(5, unused.item<double>());
        Assert.Equal(values[2], optimizer.State[4].item<double>());
        optimizer.ExchangeAverages();
        Assert.Equal(values[2], used.item<double>());
    }

    [Fact]
    public void Options_out_of_range_and_nothing_to_train_are_refused()
    {
        Assert.Throws<TrainingException>(() => new AdamWOptimizer([]));
        Assert.Throws<TrainingException>(() => new AdamWOptions { Beta1 = 1 }.Validate());
        Assert.Throws<TrainingException>(() => new AdamWOptions { Decay = -1 }.Validate());
        Assert.Throws<TrainingException>(() => new AdamWOptions { Average = 1 }.Validate());
    }
}
