using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabLLM.Models;

/// <summary>
/// The models that configuration names, and those added while running. Loading happens in the background; a model that fails is shown
/// as failed with a sentence, and stops nothing else. Thread-safe.
/// </summary>
public sealed partial class ModelCatalog : IDisposable
{
    private readonly ConcurrentDictionary<string, CatalogModel> _models = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _order = [];
    private readonly ModelLoader _loader;
    private readonly ModelPipeline _pipeline;
    private readonly ILogger<ModelCatalog> _logger;
    private readonly string? _default;

    public ModelCatalog(IOptions<ModelsOptions> options, ModelLoader loader, ModelPipeline pipeline, ILogger<ModelCatalog> logger)
    {
        (_loader, _pipeline, _logger, _default) = (loader, pipeline, logger, options.Value.DefaultName());
        foreach (var (name, entry) in options.Value.Catalogue) Register(name, entry);
    }

    /// <summary>A model became ready or failed, or one was added. Raised on any thread.</summary>
    public event Action<CatalogModel>? Changed;

    /// <summary>In the order of the configuration, which sorts its keys by name; then those added while running.</summary>
    public IReadOnlyList<CatalogModel> All
    {
        get
        {
            lock (_order) return [.. _order.Select(n => _models[n])];
        }
    }

    /// <summary>
    /// The model of a new chat, <see cref="ModelsOptions.DefaultName"/>. Also when it failed, so that the page can say so. Null when there
    /// is none at all.
    /// </summary>
    public CatalogModel? Default => _default is { } name ? Find(name) : All is [var first, ..] ? first : null;

    public CatalogModel? Find(string name) => _models.GetValueOrDefault(name);

    /// <summary>Adds a model at run time and loads it.</summary>
    /// <exception cref="ArgumentException">The options are wrong, or there is a model of this name.</exception>
    public async Task<CatalogModel> AddAsync(string name, ModelOptions options, CancellationToken cancellationToken)
    {
        var problems = ModelsOptionsValidator.Of(name, options).ToList();
        if (problems.Count > 0) throw new ArgumentException(string.Join(" ", problems), nameof(options));
        var models = Register(name, options) ?? throw new ArgumentException($"There is a model named {name} already.", nameof(name));
        await LoadAsync(models, cancellationToken);
        return models[0];
    }

    /// <summary>Loads what configuration named, one after another: reading weights is bound by the disk, so what has none comes first.</summary>
    internal async Task LoadAllAsync(CancellationToken cancellationToken)
    {
        var entries = All.Where(m => m.State == ModelState.Loading).GroupBy(m => m.Options, ReferenceEqualityComparer.Instance);
        foreach (var group in entries.OrderBy(g => g.First().Provider == ModelProvider.Builtin ? 1 : 0))
        {
            await LoadAsync([.. group], cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var model in All) model.Dispose();
    }

    /// <summary>The entry and one more for each of its adapters; null when the name is taken.</summary>
    private List<CatalogModel>? Register(string name, ModelOptions options)
    {
        List<CatalogModel> models = [new(name, options), .. options.Adapters.Keys.Select(a => new CatalogModel(name, options, a))];
        lock (_order)
        {
            if (models.Exists(m => _models.ContainsKey(m.Name))) return null;
            _pipeline.Build(models);
            foreach (var model in models)
            {
                _models[model.Name] = model;
                _order.Add(model.Name);
            }
        }
        return models;
    }

    private async Task LoadAsync(List<CatalogModel> models, CancellationToken cancellationToken)
    {
        try
        {
            await _loader.LoadAsync(models, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            foreach (var model in models.Where(m => m.State == ModelState.Loading)) model.Fail("The server is stopping.");
        }
        foreach (var model in models)
        {
            if (model.Problem is { } problem) NotAvailable(_logger, model.Name, problem);
            else Loaded(_logger, model.Name, model.Provider, model.Fingerprint);
            Changed?.Invoke(model);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Model} is ready ({Provider}, {Fingerprint}).")]
    private static partial void Loaded(ILogger logger, string model, ModelProvider provider, string fingerprint);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {Model} is not available: {Problem}")]
    private static partial void NotAvailable(ILogger logger, string model, string problem);
}
