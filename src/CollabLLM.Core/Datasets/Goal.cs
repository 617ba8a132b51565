using System.Text.Json.Nodes;

namespace CollabLLM.Core.Datasets;

/// <summary>One single-turn row: what a person wants, in full, and a reference of the result. The assistant sees neither.</summary>
/// <param name="Id">Unique in its dataset.</param>
/// <param name="Prompt">The complete request, never empty: the hidden goal (<c>single_turn_prompt</c>).</param>
/// <param name="Completion">The reference y_g (<c>single_turn_completion</c>); may be empty where no metric needs one.</param>
public sealed record Goal(string Id, string Prompt, string Completion)
{
    /// <summary>Every other column of the row (<c>single_turn_metadata</c>).</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>The part of the dataset that the row says it belongs to; null when it says nothing.</summary>
    public string? Split { get; init; }
}
