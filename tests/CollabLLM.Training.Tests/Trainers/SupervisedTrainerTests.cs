using System.Security.Cryptography;
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

    [Fact]
    public void A_document_that_is_none_for_the_model_is_refused_before_the_first_step()
    {
        using var folder = new TemporaryFolder();
        using var policy = Torch.Load(new TinyRun(folder).Model, new() { TrainWeights = true });
        var good = TinyRun.Document(1, 4);
        foreach (var (bad, problem) in new[] { (new TrainingDocument(2, [5, policy.Shape.Vocabulary], [1, 1]), "Row 2 holds the token"), (new(3, new int[policy.Shape.TrainedContext + 1], new float[policy.Shape.TrainedContext + 1]), "Row 3 is") })
        {
            Assert.Contains(problem, Assert.Throws<TrainingException>(() => new SupervisedTrainer(policy, new DocumentList([good, bad]), new(), [])).Message, StringComparison.Ordinal);
            Assert.Contains(problem, Assert.Throws<TrainingException>(() => new SupervisedTrainer(policy, new DocumentList([good]), new(), [bad])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_model_is_named_by_all_its_values_however_they_are_cut()
    {
        float[] values = [.. Enumerable.Range(0, 100).Select(i => (float)i)];
        Assert.Equal(Named(values, 100), Named(values, 7));
        Assert.NotEqual(Named(values, 7), Named([.. values[..99], 5], 7));

        static byte[] Named(float[] values, int slice)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            RunIdentity.Add(hash, values, slice);
            return hash.GetHashAndReset();
        }
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
