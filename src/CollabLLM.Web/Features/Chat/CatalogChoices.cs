using CollabLLM.Models;

namespace CollabLLM.Web.Features.Chat;

/// <summary>The catalogue of models as the page shows it: the default first, then in the order of the configuration.</summary>
internal static class CatalogChoices
{
    public static ModelChoices Of(ModelCatalog catalog) => new(() =>
    {
        var first = catalog.Default;
        return [.. catalog.All.OrderBy(m => m == first ? 0 : 1).Select(Choice)];
    });

    private static ModelChoice Choice(CatalogModel m) =>
        new(m.Name, m.Title, m.Description, m.Provider == ModelProvider.Scripted, m.State == ModelState.Loading, m.Problem) { Starters = m.Starters };
}
