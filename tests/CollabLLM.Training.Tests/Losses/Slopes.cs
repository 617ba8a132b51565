using CollabLLM.Training.Tests.Files;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Losses;

/// <summary>Gradients against central differences, in double precision.</summary>
internal static class Slopes
{
    private const double Step = 1e-5;

    static Slopes() => _ = Torch.Live;

    /// <param name="loss">A scalar of the inputs.</param>
    /// <param name="inputs">The values at which it is looked at.</param>
    public static void Check(Func<Tensor[], Tensor> loss, params double[][] inputs)
    {
        using var scope = NewDisposeScope();
        Tensor[] leaves = [.. inputs.Select(i => tensor(i, requires_grad: true))];
        loss(leaves).backward();
        var moved = false;
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var j = 0; j < inputs[i].Length; j++)
            {
                var slope = (At(i, j, Step) - At(i, j, -Step)) / (2 * Step);
                var actual = leaves[i].grad is { } gradient ? gradient.select(0, j).item<double>() : 0;
                Assert.Equal(slope, actual, 1e-7);
                moved |= slope != 0;
            }
        }
        Assert.True(moved, "the loss must depend on its inputs");

        double At(int input, int element, double by)
        {
            using var inner = NewDisposeScope();
            return loss([.. inputs.Select((values, i) => tensor([.. values.Select((v, j) => i == input && j == element ? v + by : v)]))]).item<double>();
        }
    }
}
