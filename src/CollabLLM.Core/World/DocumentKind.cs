using System.Collections.Frozen;
using System.Reflection;

namespace CollabLLM.Core.World;

/// <summary>
/// A kind of short document that people ask for: what it has to say, how people ask for it and answer, and how it reads in each tone. Read from a text file of the
/// assembly (<c>World/Kinds</c>): a title, whether it is a letter and whether it is formal, then sections of alternatives, one a line; <c>{slot}</c> stands for a value.
/// </summary>
public sealed class DocumentKind
{
    private readonly Dictionary<string, string[]> _sections;

    private DocumentKind(string name, string content)
    {
        Name = name;
        var lines = content.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var title = lines[0].TrimStart('#', ' ').Split(", ");
        (Title, IsLetter, UsualTone) = (title[0], title.Contains("a letter"), title.Contains("formal") ? Tone.Formal : Tone.Warm);
        Nouns = lines[1].Split(" | ");
        _sections = Sections(lines[2..]);
        Slots = [.. _sections["slots"].Select(l => l.Split(" | ")).Select(p => new DocumentSlot(p[0], p[1], p[2] == "needed", p[3]))];
    }

    /// <summary>All kinds of the world, in the order of their names.</summary>
    public static IReadOnlyList<DocumentKind> All { get; } =
        [.. Resources().Order(StringComparer.Ordinal).Select(r => new DocumentKind(r["world/".Length..], Read(r)))];

    /// <summary>What question cards of all kinds offer: everybody who learns sees these, so none of them is a held-out value.</summary>
    public static IReadOnlySet<string> Offered { get; } =
        All.SelectMany(k => k.Slots.Where(s => s.IsNeeded).SelectMany(s => k.Texts($"{s.Name}.ask"))).SelectMany(q => q.Split(" | ")[1..]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>As files and records name it, such as <c>sick_leave</c>.</summary>
    public string Name { get; }

    /// <summary>Of its documents.</summary>
    public string Title { get; }

    /// <summary>Whether it begins with a greeting of <c>who</c> and ends with one.</summary>
    public bool IsLetter { get; }

    /// <summary>What suits it when the user does not care: warm, unless its file says formal.</summary>
    public Tone UsualTone { get; }

    /// <summary>What people call it, with the article.</summary>
    public IReadOnlyList<string> Nouns { get; }

    public IReadOnlyList<DocumentSlot> Slots { get; }

    /// <exception cref="KeyNotFoundException">There is no such kind.</exception>
    public static DocumentKind Get(string name) => All.FirstOrDefault(k => k.Name == name) ?? throw new KeyNotFoundException($"The world has no document of the kind {name}.");

    public DocumentSlot Slot(string name) => Slots.First(s => s.Name == name);

    /// <summary>The alternatives of a section, such as <c>place.ask</c> or <c>core.warm</c>.</summary>
    public IReadOnlyList<string> Texts(string section) => _sections[section];

    private static Dictionary<string, string[]> Sections(string[] lines)
    {
        Dictionary<string, string[]> sections = new(StringComparer.Ordinal);
        for (var i = 0; i < lines.Length;)
        {
            var end = Array.FindIndex(lines, i + 1, l => l.StartsWith('['));
            if (end < 0) end = lines.Length;
            sections[lines[i].Trim('[', ']')] = [.. lines[(i + 1)..end].Select(l => l.Replace("\\n", "\n", StringComparison.Ordinal))];
            i = end;
        }
        return sections;
    }

    private static IEnumerable<string> Resources() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith("world/", StringComparison.Ordinal));

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
