using CollabLLM.Core.Calls;
using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Core.Prompts;

/// <summary>What came of a question: exactly one of value and failure.</summary>
/// <param name="Failure">The first cause: no answer (infrastructure) or none that can be read (model). Never a value.</param>
/// <param name="Usage">Of all calls it took, repair included.</param>
/// <param name="Tolerated">What had to be tolerated in the reply that was read, one phrase each.</param>
public sealed record PromptAnswer(StructuredReply? Value, Failure? Failure, CallUsage Usage, PromptStamp Stamp, IReadOnlyList<string> Tolerated)
{
    /// <summary>The value comes from a repair call.</summary>
    public bool Repaired { get; init; }

    /// <summary>The model answered, and said nothing but blanks.</summary>
    public bool Silent { get; init; }
}
