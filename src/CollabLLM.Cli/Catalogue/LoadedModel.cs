using CollabLLM.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CollabLLM.Cli.Catalogue;

/// <summary>One model of the catalogue with the web application's pipeline around it. The other entries are not loaded.</summary>
internal sealed class LoadedModel : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private LoadedModel(ServiceProvider services, CatalogModel model) => (_services, Model) = (services, model);

    public CatalogModel Model { get; }

    /// <param name="name">An entry, <c>ENTRY/ADAPTER</c>, or a GGUF file; null for the default.</param>
    /// <param name="change">What the command has its own way in; null for nothing.</param>
    public static async Task<LoadedModel> LoadAsync(
        Settings settings, string? name, TimeProvider time, CancellationToken cancellationToken, Action<ModelOptions>? change = null)
    {
        var (entry, chosen, file) = Choose(settings, name);
        var services = new ServiceCollection().AddLogging().AddSingleton(time);
        services.AddCollabModels(settings.Values, settings.Root);
        services.PostConfigure<ModelsOptions>(options =>
        {
            Keep(options, entry, file);
            foreach (var kept in options.Catalogue.Values) change?.Invoke(kept);
        });
        var provider = services.BuildServiceProvider();
        try
        {
            var catalog = provider.GetRequiredService<ModelCatalog>();
            foreach (var hosted in provider.GetServices<IHostedService>()) await hosted.StartAsync(cancellationToken);
            var model = catalog.Find(chosen) ?? throw new CommandException(
                ExitCodes.Usage, $"Models:Catalogue:{entry}:Adapters has no {chosen[(entry.Length + 1)..]}. There is: {string.Join(", ", catalog.All.Select(m => m.Name))}.");
            await model.WaitAsync(cancellationToken);
            if (model.Problem is { } problem) throw new CommandException(ExitCodes.Unavailable, problem);
            return new(provider, model);
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    /// <summary>The entry to keep, the model of it to talk to, and the file where the entry is made up for one.</summary>
    private static (string Entry, string Model, string? File) Choose(Settings settings, string? name)
    {
        var options = ConfiguredModels.Read(settings);
        ICollection<string> entries = options.Catalogue.Keys;
        name ??= options.DefaultName();
        if (name is null)
        {
            throw new CommandException(ExitCodes.Unavailable, $"""
                No model is configured. Fetch a small one with
                  {Self.Command} models pull smollm2-135m-instruct
                or name a GGUF file with --model FILE.gguf or Models__Catalogue__NAME__Path=FILE.gguf.
                """);
        }
        if (entries.Contains(name, StringComparer.OrdinalIgnoreCase)) return (name, name, null);
        if (name.LastIndexOf('/') is > 0 and var slash && entries.Contains(name[..slash], StringComparer.OrdinalIgnoreCase)) return (name[..slash], name, null);
        if (!name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)) throw Unknown(name, entries);
        var file = Path.GetFullPath(name);
        if (!File.Exists(file)) throw new CommandException(ExitCodes.BadInput, $"There is no file {file}.");
        var made = Path.GetFileNameWithoutExtension(file);
        return (made, made, file);
    }

    private static void Keep(ModelsOptions options, string entry, string? file)
    {
        foreach (var other in options.Catalogue.Keys.Where(k => !k.Equals(entry, StringComparison.OrdinalIgnoreCase)).ToList()) options.Catalogue.Remove(other);
        if (file is not null) options.Catalogue[entry] = new ModelOptions { Path = file };
        options.Default = null;
    }

    private static CommandException Unknown(string name, IEnumerable<string> known)
    {
        List<string> names = [.. known];
        return new(ExitCodes.Usage, $"There is no model {name}. " + (names.Count == 0
            ? "None is configured (Models:Catalogue); a GGUF file can be named by its path, ending in .gguf."
            : $"Models:Catalogue has: {string.Join(", ", names)}. A GGUF file can be named by its path, ending in .gguf."));
    }
}
