using CollabLLM.Models;
using Microsoft.Extensions.Configuration;

namespace CollabLLM.Cli.Catalogue;

/// <summary>The entries of <c>Models:Catalogue</c> as they are written.</summary>
internal static class ConfiguredModels
{
    /// <summary>
    /// Their names, in order. The binder passes over an entry with a value that does not convert (a provider that does not exist), which
    /// would look as if nobody had written it: here it is an error with its key.
    /// </summary>
    public static IReadOnlyList<string> Names(Settings settings)
    {
        List<string> names = [];
        foreach (var entry in settings.Values.GetSection($"{ModelsOptions.Section}:{nameof(ModelsOptions.Catalogue)}").GetChildren())
        {
            try
            {
                _ = entry.Get<ModelOptions>();
            }
            catch (InvalidOperationException e)
            {
                throw new CommandException(ExitCodes.Configuration, e.Message, e);
            }
            names.Add(entry.Key);
        }
        return names;
    }
}
