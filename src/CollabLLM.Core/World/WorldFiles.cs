using System.Reflection;

namespace CollabLLM.Core.World;

/// <summary>Text files of the assembly: what the world consists of, a line for each alternative.</summary>
internal static class WorldFiles
{
    private static readonly Assembly Own = Assembly.GetExecutingAssembly();

    /// <summary>The names of the files in a folder, sorted.</summary>
    public static IEnumerable<string> In(string folder) =>
        Own.GetManifestResourceNames().Where(n => n.StartsWith(folder + '/', StringComparison.Ordinal)).Select(n => n[(folder.Length + 1)..]).Order(StringComparer.Ordinal);

    /// <summary>Its lines without the empty ones.</summary>
    public static string[] Lines(string folder, string name)
    {
        using var reader = new StreamReader(Own.GetManifestResourceStream($"{folder}/{name}")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The lines below each <c>[name]</c>; <c>\n</c> in a line is a line break.</summary>
    public static IEnumerable<KeyValuePair<string, string[]>> Sections(string[] lines)
    {
        for (var i = 0; i < lines.Length;)
        {
            var end = Array.FindIndex(lines, i + 1, l => l.StartsWith('['));
            if (end < 0) end = lines.Length;
            yield return KeyValuePair.Create(lines[i].Trim('[', ']'), lines[(i + 1)..end].Select(l => l.Replace("\\n", "\n", StringComparison.Ordinal)).ToArray());
            i = end;
        }
    }
}
