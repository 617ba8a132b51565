using CollabLLM.Models.Builtin;
using CollabLLM.Models.Remote;
using CollabLLM.Models.Scripted;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Models;

/// <summary>Makes the host of an entry and of its adapters. Whatever is wrong becomes the model's problem, a sentence that names the key.</summary>
/// <param name="root">What relative paths are relative to.</param>
public sealed class ModelLoader(string root, TimeProvider time, ILoggerFactory loggers)
{
    /// <param name="models">An entry, then its adapters.</param>
    internal async Task LoadAsync(IReadOnlyList<CatalogModel> models, CancellationToken cancellationToken)
    {
        var (name, options) = (models[0].Name, models[0].Options);
        try
        {
            switch (options.Provider)
            {
                case ModelProvider.OpenAI:
                    models[0].Ready(RemoteHost.Create(options));
                    break;
                case ModelProvider.Scripted:
                    models[0].Ready(await ScriptedHost.LoadAsync(Existing(name, options), time, cancellationToken));
                    break;
                default:
                    var path = Existing(name, options);
                    var adapters = options.Adapters.ToDictionary(a => a.Key, a => ExistingAdapter(name, a.Key, a.Value), StringComparer.Ordinal);
                    var hosts = await BuiltinHost.LoadAsync(path, options, adapters, loggers, cancellationToken);
                    models[0].Ready(hosts[""]);
                    foreach (var (model, adapter) in models.Skip(1).Zip(options.Adapters.Keys)) model.Ready(hosts[adapter]);
                    break;
            }
        }
        // The edge to files and decoders: a model that cannot be loaded stops nothing else.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var problem = e is FileNotFoundException ? e.Message : $"Models:Catalogue:{name}:Path: {e.Message}";
            foreach (var model in models) model.Fail(problem);
        }
    }

    private string Existing(string name, ModelOptions options)
    {
        var path = Path.GetFullPath(options.Path!, root);
        return File.Exists(path) ? path : throw new FileNotFoundException(
            $"Models:Catalogue:{name}:Path: there is no file {path} (set {ModelsOptionsValidator.Variable(name, "Path")}).");
    }

    private string ExistingAdapter(string name, string adapter, string value)
    {
        var path = Path.GetFullPath(value, root);
        return File.Exists(path) ? path : throw new FileNotFoundException(
            $"Models:Catalogue:{name}:Adapters:{adapter}: there is no file {path}.");
    }
}
