namespace CollabLLM.Training.Trainers;

/// <summary>How far a run is. Together with its tensors all that it needs to go on.</summary>
public sealed record RunState
{
    /// <summary>Steps taken: also the place in the order of the data, which follows from it.</summary>
    public long Step { get; init; }

    /// <summary>Tokens read, padding not counted.</summary>
    public long Tokens { get; init; }

    /// <summary>Loss of the last step.</summary>
    public double Loss { get; init; }

    /// <summary>The lowest loss of an evaluation; null before the first.</summary>
    public double? Best { get; init; }

    /// <summary>Evaluations since then.</summary>
    public int Worse { get; init; }

    /// <summary>Whether the run is over.</summary>
    public bool IsFinished { get; init; }
}
