using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Core.Simulation;

/// <summary>What a simulated user answers to.</summary>
public sealed record UserTurn
{
    /// <summary>Hidden from the assistant.</summary>
    public required Goal Goal { get; init; }

    /// <summary>All messages so far, without system prompt; empty when the user opens the conversation.</summary>
    public required IReadOnlyList<TranscriptMessage> Messages { get; init; }

    /// <summary>Of this draw, unique in the run.</summary>
    public required string Address { get; init; }

    /// <summary>The seed of the run; <see cref="DrawSeed"/> is the one of this draw.</summary>
    public required long Seed { get; init; }

    public long DrawSeed => Seeds.Derive(Seed, Address);

    /// <summary>Goes into <see cref="ModelCall.Priority"/>.</summary>
    public int Priority { get; init; }

    /// <summary>What was wrong with the reply before; null the first time.</summary>
    public string? Reminder { get; init; }
}
