using CollabLLM.Models;

namespace CollabLLM.Web.Features.Chat;

/// <summary>The catalogue of models as turns and pages see it.</summary>
internal static class CatalogTurns
{
    public static TurnModels Turns(ModelCatalog catalog) =>
        new(name => catalog.Find(name) is { } model ? Turn(model) : null, () => catalog.Default?.Name ?? "");

    /// <summary>The default first, then in the order of the configuration.</summary>
    public static ModelChoices Choices(ModelCatalog catalog) => new(() =>
    {
        var first = catalog.Default;
        return [.. catalog.All.OrderBy(m => m == first ? 0 : 1).Select(Choice)];
    });

    private static TurnModel Turn(CatalogModel m) => new(m.Name, m.Fingerprint, m.CanPrefill, m.ContextTokens, m.CountTokens, m.Problem, m.Client);

    private static ModelChoice Choice(CatalogModel m) =>
        new(m.Name, m.Title, m.Description, m.Provider == ModelProvider.Scripted, m.State == ModelState.Loading, m.Problem);
}
