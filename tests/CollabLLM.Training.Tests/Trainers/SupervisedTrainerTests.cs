using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class SupervisedTrainerTests
{
    [Fact]
    public void Tokens_of_short_documents_count_no_more_than_those_of_long_ones()
    {
        using var folder = new TemporaryFolder();
        var run = new TinyRun(folder) { Documents = [TinyRun.Document(1, 4), TinyRun.Document(2, 24)] };
        var together = Gradients(run, new() { Batch = 2, Together = 2, Window = 1 }, steps: 1);
        var apart = Gradients(run, new() { Batch = 1, Together = 1, Window = 2 }, steps: 2);
        Assert.All(together.Zip(apart), pair => Assert.Equal(2 * pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void However_many_passes_a_step_takes_its_gradient_is_the_same()
    {
        using var folder = new TemporaryFolder();
        var run = new TinyRun(folder) { Documents = [.. Enumerable.Range(1, 5).Select(i => TinyRun.Document(i, 4 * i))] };
        var one = Gradients(run, new() { Batch = 5, Together = 5, Window = 1 }, steps: 1);
        var many = Gradients(run, new() { Batch = 5, Together = 2, Window = 1 }, steps: 1);
        Assert.All(one.Zip(many), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    /// <summary>What all steps add up to, before the optimiser does anything.</summary>
    private static float[] Gradients(TinyRun run, BatchOptions options, int steps)
    {
        using var policy = Torch.Load(run.Model, new() { TrainWeights = true });
        var objective = new SupervisedTrainer(policy, new DocumentList(run.Documents), options, []).Objective;
        for (var step = 0; step < steps; step++) objective.Learn(step);
        return [.. policy.TrainableParameters.SelectMany(p => PolicyFile.Values(p.grad!))];
    }
}
