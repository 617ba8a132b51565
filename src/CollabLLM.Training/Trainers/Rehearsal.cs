namespace CollabLLM.Training.Trainers;

/// <summary>
/// Pseudorehearsal (Robins 1995): what a policy could say before and is not asked for any more, it says again beside what it learns. Otherwise a policy that learns to ask for what is missing from requests alone begins to ask
/// whoever wanted something else.
/// </summary>
public static class Rehearsal
{
    /// <summary>An objective that learns both: the gradient of the rehearsed documents is added to that of every update. An update that has nothing else to learn rehearses nothing.</summary>
    /// <param name="objective">What is learnt; its loss is the one that is told.</param>
    /// <param name="rehearsed">Of the same policy; its loss is told as <see cref="MetricNames.Rehearsed"/>, its tokens count among those that were read.</param>
    public static TrainingObjective With(TrainingObjective objective, TrainingObjective rehearsed)
    {
        // Of a step that is several updates; checkpoints lie between steps alone.
        var read = 0L;
        return objective with { Learn = Learn, Settings = Settings(objective, rehearsed) };

        StepOutcome Learn(long step)
        {
            var outcome = objective.Learn(step);
            if (outcome.IsIdle) return outcome;
            var again = rehearsed.Learn(step);
            read += again.Tokens;
            var both = outcome with
            {
                Tokens = outcome.Tokens + read,
                Values = new Dictionary<string, double>(outcome.Values ?? new Dictionary<string, double>(), StringComparer.Ordinal) { [MetricNames.Rehearsed] = again.Loss },
            };
            if (!outcome.GoesOn) read = 0;
            return both;
        }
    }

    private static Dictionary<string, string> Settings(TrainingObjective objective, TrainingObjective rehearsed)
    {
        var settings = objective.Settings.ToDictionary(StringComparer.Ordinal);
        foreach (var name in new[] { "data", "batches", "seed" }) settings[$"rehearsed {name}"] = rehearsed.Settings[name];
        return settings;
    }
}
