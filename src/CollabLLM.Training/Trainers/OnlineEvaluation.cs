using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;

namespace CollabLLM.Training.Trainers;

/// <summary>Evaluates online runs: always the same draws, of replies that nothing is learnt from.</summary>
public static class OnlineEvaluation
{
    /// <summary>The objective of an online trainer, evaluated: its loss there is the mean reward with its sign turned, so early stop keeps the policy that earns most.</summary>
    /// <param name="objective">Of <see cref="OnlinePreferenceTrainer"/>, <see cref="GrpoTrainer"/> or <see cref="PpoTrainer"/>.</param>
    /// <param name="policy">What the objective trains.</param>
    /// <param name="held">Draws from goals that are not learnt from; what it draws for its first step is drawn at every evaluation.</param>
    /// <param name="time">For the seconds of rollouts.</param>
    /// <param name="stop">Ends an evaluation that is still drawing.</param>
    public static TrainingObjective EvaluatedOn(this TrainingObjective objective, Policy policy, IRolloutSource held, TimeProvider time, CancellationToken stop = default)
    {
        var run = new OnlineRun(policy, held, time, stop);
        var settings = new Dictionary<string, string>(objective.Settings, StringComparer.Ordinal);
        foreach (var (name, value) in held.Settings) settings[$"evaluation {name}"] = value;
        return objective with { Settings = settings, Evaluate = Evaluate };

        EvaluationOutcome Evaluate()
        {
            var values = run.Draw(0, "In the evaluation").Values;
            // The only one that is another at every run.
            values.Remove(MetricNames.RolloutSeconds);
            return new(-values[MetricNames.Reward], values);
        }
    }
}
