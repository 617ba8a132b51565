using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>One candidate reply of a turn.</summary>
/// <param name="Score">Null where it could not be scored.</param>
public sealed record MultiturnResponse(string Completion, double? Score)
{
    public IReadOnlyList<IReadOnlyList<TranscriptMessage>> Sessions { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<double?>> Rewards { get; init; } = new Dictionary<string, IReadOnlyList<double?>>();

    public JsonObject Extra { get; init; } = [];
}
