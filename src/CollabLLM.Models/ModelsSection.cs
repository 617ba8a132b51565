using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CollabLLM.Models;

/// <summary>
/// Reads section <c>Models</c> strictly. Left to itself the binder drops an entry of a dictionary without a word when one of its values
/// has the wrong type, and a misspelt key would be a setting that nobody notices is missing.
/// </summary>
internal static class ModelsSection
{
    /// <exception cref="OptionsValidationException">A key is unknown or its value has the wrong type; the sentence names it.</exception>
    public static void Bind(IConfiguration section, ModelsOptions options)
    {
        List<string> unknown = [.. Unknown(section, typeof(ModelsOptions))];
        foreach (var entry in section.GetSection(nameof(ModelsOptions.Catalogue)).GetChildren())
        {
            unknown.AddRange(Unknown(entry, typeof(ModelOptions)));
        }
        if (unknown.Count > 0) throw Refused(unknown);
        try
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw Refused([(e.InnerException ?? e).Message]);
        }
    }

    private static IEnumerable<string> Unknown(IConfiguration section, Type options)
    {
        string[] known = [.. options.GetProperties().Select(p => p.Name)];
        return section.GetChildren().Where(c => !known.Contains(c.Key, StringComparer.OrdinalIgnoreCase))
            .Select(c => $"{c.Path} is no setting. There are: {string.Join(", ", known)}.");
    }

    private static OptionsValidationException Refused(IReadOnlyList<string> sentences) =>
        new(Options.DefaultName, typeof(ModelsOptions), sentences);
}
