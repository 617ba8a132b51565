using Microsoft.Extensions.AI;

namespace CollabLLM.Models;

/// <summary>A named model: its state, and the client that goes through the whole pipeline. Thread-safe.</summary>
public sealed class CatalogModel : IDisposable
{
    private readonly TaskCompletionSource<ModelHost> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ModelHost? _host;
    private volatile string? _problem;

    /// <param name="entry">The name of the entry in the catalogue.</param>
    /// <param name="adapter">Null for the model itself.</param>
    internal CatalogModel(string entry, ModelOptions options, string? adapter = null)
    {
        (Name, Adapter, Options) = (adapter is null ? entry : $"{entry}/{adapter}", adapter, options);
        // Nobody may be waiting when it fails; the state says it.
        _ = _loaded.Task.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    public string Name { get; }

    /// <summary>The adapter over the weights of its entry; null for the model itself.</summary>
    public string? Adapter { get; }

    public string Title => Options.Title is not { Length: > 0 } title ? Name : Adapter is null ? title : $"{title} ({Adapter})";

    public string? Description => Options.Description;

    /// <summary>What an empty chat offers to begin with, name to words; may be empty.</summary>
    public IReadOnlyDictionary<string, string> Starters => Options.Starters.AsReadOnly();

    public ModelProvider Provider => Options.Provider;

    public ModelState State => _problem is not null ? ModelState.Failed : _host is not null ? ModelState.Ready : ModelState.Loading;

    /// <summary>Why it failed: one sentence that names the configuration key; null otherwise.</summary>
    public string? Problem => _problem;

    /// <summary>Empty until it is ready.</summary>
    public string Fingerprint => _host?.Fingerprint ?? "";

    /// <summary>Whether a reply can be continued from its text.</summary>
    public bool CanPrefill => _host?.CanPrefill ?? false;

    /// <summary>Whether it holds a reply to a JSON schema.</summary>
    public bool StructuredOutput => _host?.StructuredOutput ?? false;

    /// <summary>Longest conversation in tokens; null when the host does not say.</summary>
    public int? ContextTokens => _host?.ContextTokens ?? Options.ContextSize;

    /// <summary>The whole pipeline. Waits while the model is loading; throws <see cref="ModelException"/> when it failed.</summary>
    public IChatClient Client { get; internal set; } = null!;

    public ModelOptions Options { get; }

    public int CountTokens(string text) => _host?.CountTokens(text) ?? ModelHost.EstimateTokens(text);

    /// <summary>Ends when the model is ready or has failed.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await Task.WhenAny(_loaded.Task).WaitAsync(cancellationToken);

    internal Task<ModelHost> HostAsync(CancellationToken cancellationToken) => _loaded.Task.WaitAsync(cancellationToken);

    internal void Ready(ModelHost host)
    {
        _host = host;
        _loaded.TrySetResult(host);
    }

    internal void Fail(string problem)
    {
        _problem = problem;
        _loaded.TrySetException(new ModelException(ModelFailure.Unavailable, $"{Title} is not available."));
    }

    public void Dispose()
    {
        Client?.Dispose();
        _host?.Resources?.Dispose();
    }
}
