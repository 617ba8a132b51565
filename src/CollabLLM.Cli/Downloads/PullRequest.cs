using System.Text.RegularExpressions;

namespace CollabLLM.Cli.Downloads;

/// <summary>What to fetch, from where, to which file.</summary>
/// <param name="Key">The name suggested for the catalogue.</param>
/// <param name="Sha256">What the file must hash to, in lower case; null when nobody knows.</param>
internal sealed partial record PullRequest(Uri Address, string Target, string Key, string? Sha256)
{
    /// <param name="named">A known model, or an address.</param>
    /// <param name="folder">Where the file goes.</param>
    /// <param name="sha256">What the person expects; wins over the list.</param>
    public static PullRequest Of(string named, string folder, string? sha256)
    {
        var expected = sha256?.Trim().ToLowerInvariant();
        if (expected is not null && !Digest().IsMatch(expected)) throw new CommandException(ExitCodes.Usage, "--sha256 must be 64 hexadecimal digits.");
        if (KnownModel.Find(named) is { } known) return new(known.Address, Path.Combine(folder, known.File), known.Key, expected ?? known.Sha256);
        if (!named.Contains("://", StringComparison.Ordinal))
        {
            throw new CommandException(
                ExitCodes.Usage,
                $"There is no known model {named}. Known are: {string.Join(", ", KnownModel.All.Select(m => m.Name))}. Any other can be pulled by its address (https://...).");
        }
        if (!Uri.TryCreate(named, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandException(ExitCodes.Usage, $"{named} is no address that can be pulled; it must begin with https:// or http://.");
        }
        var file = Uri.UnescapeDataString(address.Segments[^1]);
        if (!file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) || file.IndexOfAny(['/', '\\', ':', '\0']) >= 0)
        {
            throw new CommandException(ExitCodes.Usage, $"{named} does not end in the name of a GGUF file (NAME.gguf).");
        }
        return new(address, Path.Combine(folder, file), KeyOf(file), expected);
    }

    /// <summary>Letters and digits of the file's name: what an environment variable can carry.</summary>
    private static string KeyOf(string file)
    {
        var key = NotForNames().Replace(Path.GetFileNameWithoutExtension(file).ToLowerInvariant(), "_").Trim('_');
        return key.Length > 0 ? key : "model";
    }

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Digest();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotForNames();
}
