using CollabLLM.Gguf;
using CollabLLM.Gguf.Format;
using CollabLLM.Models;

namespace CollabLLM.Cli.Catalogue;

/// <summary>
/// What the catalogue holds and whether each entry would load. GGUF files are judged by their headers: a list that read gigabytes of
/// weights would not be a list. Servers are not called.
/// </summary>
internal static class ModelListing
{
    public static async Task<IReadOnlyList<ListedModel>> ReadAsync(Settings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = ConfiguredModels.Read(settings);
        var chosen = options.DefaultName();
        List<ListedModel> listed = [];
        foreach (var (name, entry) in options.Catalogue)
        {
            var (context, problem) = entry.Provider switch
            {
                ModelProvider.Builtin => Builtin(settings.Root, name, entry),
                ModelProvider.Scripted => await ScriptedAsync(settings, name, time, cancellationToken),
                _ => (entry.ContextSize, null),
            };
            var title = entry.Title is { Length: > 0 } given ? given : name;
            listed.Add(new(name, entry.Provider.ToString(), title, context, problem, IsDefault(name)));
            foreach (var (adapter, path) in entry.Adapters)
            {
                listed.Add(new($"{name}/{adapter}", entry.Provider.ToString(), title, context, problem ?? Adapter(settings.Root, name, adapter, path), IsDefault($"{name}/{adapter}")));
            }
        }
        return listed;

        bool IsDefault(string model) => model.Equals(chosen, StringComparison.OrdinalIgnoreCase);
    }

    private static (int? Context, string? Problem) Builtin(string root, string name, ModelOptions entry)
    {
        var key = $"Models:Catalogue:{name}:Path";
        var path = Path.GetFullPath(entry.Path!, root);
        if (!File.Exists(path)) return (entry.ContextSize, $"{key}: there is no file {path} (set Models__Catalogue__{name}__Path).");
        try
        {
            using var file = GgufFile.Open(path);
            if (DecoderFit.Problem(file) is { } problem) return (entry.ContextSize, $"{key}: {problem}");
            var trained = (int)new GgufFacts(file).Context!.Value;
            return entry.ContextSize is { } asked && (asked < 2 || asked > trained)
                ? (asked, $"Models:Catalogue:{name}:ContextSize is {asked}; {path} was trained for {trained} tokens.")
                : (entry.ContextSize ?? Math.Min(trained, GgufModel.DefaultContext), null);
        }
        catch (GgufException e)
        {
            return (entry.ContextSize, $"{key}: {e.Message}");
        }
    }

    private static string? Adapter(string root, string name, string adapter, string value)
    {
        var key = $"Models:Catalogue:{name}:Adapters:{adapter}";
        var path = Path.GetFullPath(value, root);
        if (!File.Exists(path)) return $"{key}: there is no file {path}.";
        try
        {
            using var file = GgufFile.Open(path);
            return file.Metadata.TryGetValue("adapter.type", out var type) && type.Value is "lora" ? null : $"{key}: {path} is no LoRA adapter.";
        }
        catch (GgufException e)
        {
            return $"{key}: {e.Message}";
        }
    }

    private static async Task<(int? Context, string? Problem)> ScriptedAsync(
        Settings settings, string name, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await using var loaded = await LoadedModel.LoadAsync(settings, name, time, cancellationToken);
            return (loaded.Model.ContextTokens, null);
        }
        catch (CommandException e)
        {
            return (null, e.Message);
        }
    }
}
