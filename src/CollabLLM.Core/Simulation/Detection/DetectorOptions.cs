namespace CollabLLM.Core.Simulation.Detection;

/// <summary>How much it takes until a detector speaks.</summary>
public sealed record DetectorOptions
{
    /// <summary>
    /// So many words of the hidden goal in a row, said by the user, are a leak. Null where the task has to be told word by word, as in mathematics.
    /// </summary>
    public int? GoalWords { get; init; } = 12;

    /// <summary>The same for the reference, which the user has no reason to say at all.</summary>
    public int ReferenceWords { get; init; } = 8;

    /// <summary>A user message is an echo from this likeness on (see <see cref="EchoDetector"/>), 0 to 1.</summary>
    public double EchoLikeness { get; init; } = 0.9;

    /// <summary>A user message of so many words may be the document itself.</summary>
    public int DocumentWords { get; init; } = 120;

    /// <summary>From this share of its three-word sequences found in the reference on, a long user message is the document.</summary>
    public double DocumentLikeness { get; init; } = 0.25;
}
