using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>One candidate reply of one turn of one conversation: a flattened row.</summary>
public sealed record MultiturnRow
{
    public required ConversationId Conversation { get; init; }

    /// <summary><c>turn_id</c>: by default the number of messages of the prompt.</summary>
    public required int TurnId { get; init; }

    public required IReadOnlyList<TranscriptMessage> Prompt { get; init; }

    public required string Completion { get; init; }

    /// <summary>Null where the reply could not be scored: such a row is never chosen and never rejected.</summary>
    public double? Score { get; init; }

    public required string SingleTurnPrompt { get; init; }

    public required string SingleTurnCompletion { get; init; }

    public JsonObject SingleTurnMetadata { get; init; } = [];

    /// <summary>The simulated futures.</summary>
    public IReadOnlyList<IReadOnlyList<TranscriptMessage>> Sessions { get; init; } = [];

    /// <summary>Metric to its score in every future; null where it failed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double?>> Rewards { get; init; } = new Dictionary<string, IReadOnlyList<double?>>();

    /// <summary>Columns that this library does not know.</summary>
    public JsonObject Extra { get; init; } = [];
}
