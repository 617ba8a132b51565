namespace CollabLLM.Models;

/// <summary>Section <c>Models</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "Models";

    /// <summary>The model of a new chat.</summary>
    public string? Default { get; set; }

    public IDictionary<string, ModelOptions> Catalogue { get; set; } = new Dictionary<string, ModelOptions>(StringComparer.OrdinalIgnoreCase);
}
