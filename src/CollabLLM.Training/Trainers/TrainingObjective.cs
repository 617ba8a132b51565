using TorchSharp.Modules;

namespace CollabLLM.Training.Trainers;

/// <summary>What a run learns.</summary>
/// <param name="Learn">Adds the gradients of a step (from 0) to the parameters, and again while the outcome says that the step goes on. What it does follows from the step and the weights alone, so that a run can go on anywhere.</param>
/// <param name="Evaluate">The loss on what is not learnt; null where there is none.</param>
/// <param name="Settings">All that decides what is learnt, by name: a run goes on only under the same.</param>
public sealed record TrainingObjective(Func<long, StepOutcome> Learn, Func<EvaluationOutcome>? Evaluate, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>What the optimiser has to change; null for whatever it has.</summary>
    public IReadOnlyList<Parameter>? Parameters { get; init; }
}
