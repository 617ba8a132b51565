namespace CollabLLM.Training.Cycles;

/// <summary>How many of how many.</summary>
/// <param name="Count">Those that do.</param>
/// <param name="Of">All; 1 or more.</param>
public readonly record struct Share(int Count, int Of)
{
    /// <summary>From 0 to 1.</summary>
    public double Value => (double)Count / Of;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{100 * Value:0.0} % ({Count}/{Of})");
}
