using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Simulation;

/// <summary>A conversation that was carried on, and why it ended.</summary>
public sealed record SimulatedConversation
{
    public required SimulationRequest Request { get; init; }

    /// <summary>The history and what was added, without system prompt. A message with the termination signal is part of it.</summary>
    public required IReadOnlyList<TranscriptMessage> Messages { get; init; }

    public required StopReason Stop { get; init; }

    /// <summary>Why a call failed; null unless <see cref="Stop"/> is <see cref="StopReason.Error"/>.</summary>
    public Failure? Failure { get; init; }

    /// <summary>What looked wrong on the way; it does not end the conversation by itself.</summary>
    public IReadOnlyList<SimulationFinding> Findings { get; init; } = [];

    /// <summary>How often a side was asked a second time because its first reply was empty, repeated something or could not be read.</summary>
    public int Reasks { get; init; }

    /// <summary>What the simulated user noted at its turns; empty when it keeps no state.</summary>
    public IReadOnlyList<UserNote> UserNotes { get; init; } = [];

    public CallUsage Usage { get; init; } = CallUsage.None;

    public IEnumerable<TranscriptMessage> Added => Messages.Skip(Request.History.Count);
}
