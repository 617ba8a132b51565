using CollabLLM.Cli.Catalogue;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Models;

namespace CollabLLM.Cli.Runs;

/// <summary>The models of a run as Core takes them. A name is loaded once, whatever number of roles it plays.</summary>
internal sealed class RunModels(Settings settings, PriceList? prices, int? concurrency, TimeProvider time) : IAsyncDisposable
{
    private readonly Dictionary<string, (LoadedModel Loaded, NamedModel Named)> _models = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Models that are scripts: their numbers say nothing about a language model, and reports say so.</summary>
    public IEnumerable<string> Scripted => _models.Values.Where(m => m.Loaded.Model.Provider == ModelProvider.Scripted).Select(m => m.Named.Name);

    /// <param name="name">Of the catalogue, or a GGUF file; null for the default.</param>
    public async Task<NamedModel> LoadAsync(string? name, CancellationToken cancellationToken)
    {
        if (_models.TryGetValue(name ?? "", out var known)) return known.Named;
        var loaded = await LoadedModel.LoadAsync(settings, name, time, cancellationToken, Change);
        var named = Named(loaded.Model);
        _models[name ?? ""] = (loaded, named);
        return named;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (loaded, _) in _models.Values) await loaded.DisposeAsync();
    }

    /// <summary>Retries are the run's: those of the host would multiply with them.</summary>
    private void Change(ModelOptions options)
    {
        options.Retries = 0;
        if (concurrency is { } slots) options.Slots = slots;
    }

    private NamedModel Named(CatalogModel model) => new(model.Name, model.Fingerprint, model.Client, model.Options.Slots, prices?.Find(model.Name, model.Options.Model))
    {
        Endpoint = model.Options.Endpoint ?? model.Options.Path,
        ContextTokens = model.ContextTokens,
        CountTokens = model.CountTokens,
        StructuredOutput = model.StructuredOutput,
        IsTransient = e => e is not ModelException { Failure: ModelFailure.TooLong },
    };
}
