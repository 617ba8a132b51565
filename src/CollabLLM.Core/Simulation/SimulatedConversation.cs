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

    public CallUsage Usage { get; init; } = CallUsage.None;

    public IEnumerable<TranscriptMessage> Added => Messages.Skip(Request.History.Count);
}
