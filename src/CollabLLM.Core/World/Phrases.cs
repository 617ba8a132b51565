using System.Collections.Frozen;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>What people say about any document: how they ask for one, for changes, thank, agree (<c>World/Wordings/phrases.txt</c>). <c>{value}</c>, <c>{title}</c>, … stand for what is meant.</summary>
internal static class Phrases
{
    private static readonly FrozenDictionary<string, string[]> Sections = WorldFiles.Sections(WorldFiles.Lines("wordings", "phrases")).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The alternatives; the first is the plainest.</summary>
    public static IReadOnlyList<string> Of(string section) => Sections[section];

    public static string Draw(string section, PythonRandom random) => random.Choose(Sections[section]);
}
