using CollabLLM.Models.Builtin;
using CollabLLM.Models.Remote;
using CollabLLM.Models.Scripted;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Models;

/// <summary>Makes the host of an entry and of its adapters. Whatever is wrong becomes the model's problem, a sentence that names the key.</summary>
/// <param name="root">What relative paths are relative to; a full path.</param>
public sealed class ModelLoader(string root, TimeProvider time, ILoggerFactory loggers)
{
    /// <param name="models">An entry, then its adapters in the order of its options.</param>
    internal async Task LoadAsync(IReadOnlyList<CatalogModel> models, CancellationToken cancellationToken)
    {
        var (entry, options) = (models[0], models[0].Options);
        try
        {
            switch (options.Provider)
            {
                case ModelProvider.OpenAI:
                    entry.Ready(RemoteHost.Create(options, time));
                    break;
                case ModelProvider.Scripted:
                    entry.Ready(await ScriptedHost.LoadAsync(Existing(entry), time, cancellationToken));
                    break;
                default:
                    await LoadBuiltinAsync(entry, models.Skip(1).ToDictionary(m => m.Adapter!, StringComparer.Ordinal), cancellationToken);
                    break;
            }
        }
        // The edge to files and decoders: a model that cannot be loaded stops nothing else.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var key = options.Provider == ModelProvider.OpenAI ? "Endpoint" : "Path";
            foreach (var model in models.Where(m => m.State == ModelState.Loading)) model.Fail($"Models:Catalogue:{entry.Name}:{key}: {e.Message}");
        }
    }

    private async Task LoadBuiltinAsync(CatalogModel entry, Dictionary<string, CatalogModel> adapters, CancellationToken cancellationToken)
    {
        var hosts = await BuiltinHost.LoadAsync(
            Existing(entry),
            entry.Options,
            entry.Options.Adapters.ToDictionary(a => a.Key, a => Path.GetFullPath(a.Value, root), StringComparer.Ordinal),
            (adapter, why) => adapters[adapter].Fail($"Models:Catalogue:{entry.Name}:Adapters:{adapter}: {why}"),
            loggers,
            cancellationToken);
        entry.Ready(hosts[""]);
        foreach (var (adapter, host) in hosts.Where(h => h.Key.Length > 0)) adapters[adapter].Ready(host);
    }

    private string Existing(CatalogModel entry)
    {
        var path = Path.GetFullPath(entry.Options.Path!, root);
        return File.Exists(path) ? path : throw new FileNotFoundException(
            $"there is no file {path} (set {ModelsOptionsValidator.Variable(entry.Name, "Path")}).");
    }
}
