using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class RehearsalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_gradient_of_an_update_is_that_of_both()
    {
        var run = new TinyRun(_folder);
        using var policy = Torch.Load(run.Model, new() { TrainWeights = true });
        TrainingObjective learnt = Supervised(policy, 1, 5), again = Supervised(policy, 20, 3), both = Rehearsal.With(learnt, again);
        float[] first = Gradients(learnt), second = Gradients(again), sum = Gradients(both);
        Assert.Contains(second, g => Math.Abs(g) > 1e-3);
        Assert.All(first.Zip(second).Zip(sum), g => Assert.Equal(g.First.First + g.First.Second, g.Second, 1e-5));
        var outcome = both.Learn(0);
        Assert.Equal(learnt.Learn(0).Loss, outcome.Loss, 1e-6);
        Assert.Equal(again.Learn(0).Loss, outcome.Values![MetricNames.Rehearsed], 1e-6);
        // Other documents are another run.
        Assert.NotEqual(both.Settings["rehearsed data"], Rehearsal.With(learnt, Supervised(policy, 21, 3)).Settings["rehearsed data"]);

        float[] Gradients(TrainingObjective objective)
        {
            foreach (var parameter in policy.TrainableParameters) parameter.grad?.zero_();
            objective.Learn(0);
            return [.. policy.TrainableParameters.SelectMany(p => PolicyFile.Values(p.grad!))];
        }
    }

    [Fact]
    public void The_tokens_of_all_updates_of_a_step_count_and_an_idle_one_rehearses_nothing()
    {
        Queue<StepOutcome> outcomes = new([new(1, 10, []) { GoesOn = true }, new(1, 10, []), new(1, 10, [], new Dictionary<string, double> { ["kl"] = 2 }), new(0, 4, []) { IsIdle = true }]);
        List<long> asked = [];
        var settings = new Dictionary<string, string> { ["data"] = "", ["batches"] = "", ["seed"] = "" };
        var both = Rehearsal.With(new(_ => outcomes.Dequeue(), null, settings), new(Again, null, settings));
        Assert.Equal([13L, 16, 13, 4], [both.Learn(0).Tokens, both.Learn(0).Tokens, Kl(both.Learn(1)).Tokens, both.Learn(2).Tokens]);
        Assert.Equal([0L, 0, 1], asked);

        StepOutcome Again(long step)
        {
            asked.Add(step);
            return new(0.5, 3, []);
        }

        static StepOutcome Kl(StepOutcome outcome)
        {
            Assert.Equal((2.0, 0.5), (outcome.Values!["kl"], outcome.Values[MetricNames.Rehearsed]));
            return outcome;
        }
    }

    private static TrainingObjective Supervised(Policy policy, int from, int count) =>
        new SupervisedTrainer(policy, new DocumentList([.. Enumerable.Range(from, count).Select(i => TinyRun.Document(i))]), new() { Batch = count, Window = 1 }, []).Objective;
}
