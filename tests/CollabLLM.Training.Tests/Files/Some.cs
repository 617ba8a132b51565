using CollabLLM.Training.Losses;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Files;

internal static class Some
{
    /// <summary>Teaches a policy a sentence by heart. Returns the loss at first and at last.</summary>
    public static (double Before, double After) Learn(Policy policy, int[] sentence, int steps, double rate)
    {
        using var optimizer = new AdamWOptimizer(policy.TrainableParameters);
        List<double> losses = [];
        for (var i = 0; i <= steps; i++)
        {
            using var scope = NewDisposeScope();
            var loss = SupervisedLoss.Of(policy.Begin(TokenBatch.Of([sentence])).LogProbabilities([.. Enumerable.Range(1, sentence.Length - 1).Select(p => (long)p)]));
            losses.Add(loss.item<float>());
            optimizer.ZeroGradients();
            loss.backward();
            optimizer.Step(rate);
        }
        return (losses[0], losses[^1]);
    }

    /// <summary>Gives the adapter of a policy something to say.</summary>
    public static void Change(Policy policy, float size = 0.3f)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var generator = new Generator(3, CPU);
        foreach (var map in policy.Maps)
        {
            if (map.Adapter is { } adapter) adapter.B.normal_(0, size, generator);
        }
    }
}
