namespace CollabLLM.Models;

/// <summary>Section <c>Models</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "Models";

    /// <summary>The model of a new chat, an entry or <c>ENTRY/ADAPTER</c>; null for the rule of <see cref="DefaultName"/>.</summary>
    public string? Default { get; set; }

    public IDictionary<string, ModelOptions> Catalogue { get; set; } = new Dictionary<string, ModelOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The one that <see cref="Default"/> names, else the first that is no script and no <see cref="ModelOptions.Fallback"/>, else the first that is no script, else the first; null for an
    /// empty catalogue.
    /// </summary>
    public string? DefaultName() =>
        Default is { Length: > 0 } name ? name
        : Catalogue.OrderBy(e => e.Value.Provider == ModelProvider.Scripted ? 2 : e.Value.Fallback ? 1 : 0).FirstOrDefault().Key;
}
