namespace CollabLLM.Training.Cycles;

/// <summary>How many of how many.</summary>
/// <param name="Count">Those that do.</param>
/// <param name="Of">All.</param>
public readonly record struct Share(int Count, int Of)
{
    /// <summary>From 0 to 1; 0 of none.</summary>
    public double Value => Of == 0 ? 0 : (double)Count / Of;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{100 * Value:0.0} % ({Count}/{Of})");
}
