using System.Text.Json.Serialization;

namespace CollabLLM.Cli.Catalogue;

/// <summary>A line of <c>collab models list</c>.</summary>
/// <param name="Context">Longest conversation in tokens; null when its host does not say.</param>
/// <param name="Problem">Why it would not load, with the configuration key; null when it would.</param>
internal sealed record ListedModel(string Name, string Provider, string Title, int? Context, string? Problem, bool Default)
{
    /// <summary><c>ready</c> or <c>failed</c>.</summary>
    [JsonPropertyOrder(-1)]
    public string State => Problem is null ? "ready" : "failed";
}
