using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

/// <summary>One step of every online method, before the optimiser does anything.</summary>
public sealed class OnlineStepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public OnlineStepTests() => _model = Toy.Model(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("online-dpo")]
    [InlineData("grpo")]
    [InlineData("ppo")]
    public void However_many_passes_it_takes_and_whatever_is_computed_again_its_gradient_is_the_same(string method)
    {
        var all = Gradients(method, new() { Together = 32 });
        Assert.Contains(all, g => Math.Abs(g) > 1e-3);
        foreach (var options in new[] { new OnlineOptions { Together = 1 }, new() { Together = 5 }, new() { Together = 5, Checkpointing = true } })
        {
            Assert.All(all.Zip(Gradients(method, options)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    private float[] Gradients(string method, OnlineOptions options)
    {
        using var policy = Toy.Policy(_model);
        Some.Change(policy, 0.05f);
        var source = new SimulatedRollouts(Toy.Task(), Toy.Options, TimeProvider.System);
        using var ppo = method == "ppo" ? new PpoTrainer(policy, source, new(), options, TimeProvider.System, default) : null;
        var objective = method switch
        {
            "ppo" => ppo!.Objective,
            "grpo" => new GrpoTrainer(policy, source, new(), options, TimeProvider.System, default).Objective,
            _ => new OnlinePreferenceTrainer(policy, source, new(), options, TimeProvider.System, default).Objective,
        };
        objective.Learn(0);
        return [.. objective.Parameters!.SelectMany(p => p.grad is { } gradient ? PolicyFile.Values(gradient) : [])];
    }
}
