using CollabLLM.Models;

namespace CollabLLM.Web.Features.Chat;

/// <summary>What somebody needs to know who has just started the server: whether a real model answers, and how to get one.</summary>
public sealed class FirstRun(ModelCatalog catalog)
{
    /// <summary>Fetches a small model that the built-in host reads.</summary>
    public const string Command = "dotnet run --project src/CollabLLM.Cli -- models pull smollm2-135m-instruct";

    /// <summary>A model that is no script is ready, or still loading.</summary>
    public bool HasRealModel => catalog.All.Any(m => m.Provider != ModelProvider.Scripted && m.State != ModelState.Failed);

    /// <summary>Real models that did not load, each with a sentence that names the key to mend.</summary>
    public IReadOnlyList<CatalogModel> Missing =>
        [.. catalog.All.Where(m => m.Provider != ModelProvider.Scripted && m.State == ModelState.Failed)];

    /// <summary>A scripted model that can show how the page works; null when there is none.</summary>
    public CatalogModel? Demo => catalog.All.FirstOrDefault(m => m.Provider == ModelProvider.Scripted && m.State != ModelState.Failed);
}
