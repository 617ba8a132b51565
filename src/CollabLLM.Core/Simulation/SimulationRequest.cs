using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Core.Simulation;

/// <summary>One conversation to carry on.</summary>
public sealed record SimulationRequest
{
    /// <summary>Where in the run it stands, unique: the addresses of its calls begin with it, and its draws depend on it.</summary>
    public required string Address { get; init; }

    public required Goal Goal { get; init; }

    /// <summary>What was said before, without system prompt. The assistant begins when the last message is the user's, else the user.</summary>
    public required IReadOnlyList<TranscriptMessage> History { get; init; }

    /// <summary>How many messages may be added at most, of both sides together: 4 is the paper's window w = 2. 0 adds nothing.</summary>
    public required int MessageBudget { get; init; }

    public AssistantMode Mode { get; init; }

    /// <summary>The seed of the run.</summary>
    public required long Seed { get; init; }
}
