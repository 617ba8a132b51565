using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Prompts;

/// <summary>
/// What happens when a model answers and the answer cannot be read. When no answer comes, <see cref="RetryPolicy"/> has tried before.
/// </summary>
/// <param name="Draws">How often the question is asked, each time with another seed; 1 or more.</param>
/// <param name="Repair">Whether one call (for all draws together) may bring the first unreadable reply into its form.</param>
public sealed record PromptCallPolicy(int Draws = 1, bool Repair = true)
{
    /// <summary>Of the second draw on, where the question asks for 0.</summary>
    public const double RedrawTemperature = 0.5;

    /// <summary>Who repairs; null for the model that was asked.</summary>
    public NamedModel? Repairer { get; init; }
}
