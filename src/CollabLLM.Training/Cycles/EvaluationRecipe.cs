namespace CollabLLM.Training.Cycles;

/// <summary>How stages are measured: with goals and a user that nothing learns from.</summary>
public sealed record EvaluationRecipe
{
    /// <summary>Held-out goals, the same for all stages and seeds.</summary>
    public int Goals { get; init; } = 300;

    /// <summary>Most replies of a talk; 7 are the 14 messages of the published evaluation.</summary>
    public int Replies { get; init; } = 7;

    /// <summary>Of the main table: what the model's file recommends, so what people meet.</summary>
    public double Temperature { get; init; } = 0.3;

    /// <summary>Of a second table: a model that is less sure of itself.</summary>
    public double Hotter { get; init; } = 0.7;

    /// <summary>First messages of each kind (<see cref="WorldProbes"/>), and most freely worded requests (<see cref="NaturalProbes"/>).</summary>
    public int Probes { get; init; } = 200;

    internal void Validate()
    {
        if (Goals < 2 || Replies < 1 || Probes < 1 || !(Temperature > 0) || !(Hotter > 0)) throw new TrainingException($"evaluation: goals are 2 or more, replies and probes 1 or more, temperature and hotter above 0, not {Goals}, {Replies}, {Probes}, {Temperature} and {Hotter}.");
    }
}
