namespace CollabLLM.Training.Trainers;

/// <summary>How a run goes, whatever it learns. Exactly one of <see cref="Steps"/> and <see cref="Tokens"/> ends it.</summary>
public sealed record LoopOptions
{
    /// <summary>Steps of the run.</summary>
    public long? Steps { get; init; }

    /// <summary>The run ends after the step that reads this many tokens, padding not counted.</summary>
    public long? Tokens { get; init; }

    /// <summary>The learning rate.</summary>
    public RateSchedule Rate { get; init; } = new();

    /// <summary>The gradients' norm over all parameters is brought down to this; above 0.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Steps between checkpoints. It changes nothing of what is learnt.</summary>
    public int SaveEvery { get; init; } = 100;

    /// <summary>Steps between evaluations; 0 for none.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Evaluations in a row without a better one that end the run, which then goes back to its best. Null: it goes on to its end, and stays as it is there.</summary>
    public int? Patience { get; init; }

    /// <summary>Throws when a value makes no sense, naming it.</summary>
    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        Rate.Validate();
        if (Steps is null == Tokens is null) throw new TrainingException("A run ends after a number of steps or after a number of tokens: one of the two is needed.");
        if (Steps < 1 || Tokens < 1) throw new TrainingException($"A run needs at least one step or token, not {Steps ?? Tokens}.");
        if (!(Clip > 0)) throw new TrainingException($"Gradients are clipped to a norm above 0, not {Clip}.");
        if (SaveEvery < 1) throw new TrainingException($"Checkpoints are 1 step apart or more, not {SaveEvery}.");
        if (EvaluateEvery < 0) throw new TrainingException($"Evaluations are 1 step apart or more, or 0 for none, not {EvaluateEvery}.");
        if (Patience < 1) throw new TrainingException($"Patience is 1 evaluation or more, not {Patience}.");
        if (Patience is not null && EvaluateEvery == 0) throw new TrainingException("Without evaluations there is nothing to have patience with.");
    }

    internal double Share(RunState state) => Math.Min(1, Steps is { } steps ? state.Step / (double)steps : state.Tokens / (double)Tokens!.Value);
}
