using System.Collections.Frozen;

namespace CollabLLM.Core.World;

/// <summary>
/// A kind of short document that people ask for: what it has to say, how people ask for it and answer, and how it reads in each tone. Read from two text files of the
/// assembly. <c>World/Kinds</c>: a title, whether it is a letter and whether it is formal, its facts, and how it reads; <c>World/Wordings</c>: what people and assistants say about it.
/// Both are sections of alternatives, one a line; <c>{slot}</c> stands for a value.
/// </summary>
public sealed class DocumentKind
{
    private readonly Dictionary<string, string[]> _sections;

    private DocumentKind(string name)
    {
        Name = name;
        var lines = WorldFiles.Lines("world", name);
        var title = lines[0].TrimStart('#', ' ').Split(", ");
        (Title, IsLetter, UsualTone) = (title[0], title.Contains("a letter"), title.Contains("formal") ? Tone.Formal : Tone.Warm);
        Nouns = lines[1].Split(" | ");
        _sections = new(WorldFiles.Sections(lines[2..]).Concat(WorldFiles.Sections(WorldFiles.Lines("wordings", name))), StringComparer.Ordinal);
        Slots = [.. _sections["slots"].Select(l => l.Split(" | ")).Select(p => new DocumentSlot(p[0], p[1], p[2] == "needed", p[3]))];
        Openings = [.. _sections["open"].Select(o => new FreeOpening(o, Slots))];
    }

    /// <summary>All kinds of the world, in the order of their names.</summary>
    public static IReadOnlyList<DocumentKind> All { get; } = [.. WorldFiles.In("world").Select(name => new DocumentKind(name))];

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

    /// <summary>First messages in words of their own.</summary>
    internal IReadOnlyList<FreeOpening> Openings { get; }

    /// <exception cref="KeyNotFoundException">There is no such kind.</exception>
    public static DocumentKind Get(string name) => All.FirstOrDefault(k => k.Name == name) ?? throw new KeyNotFoundException($"The world has no document of the kind {name}.");

    public DocumentSlot Slot(string name) => Slots.First(s => s.Name == name);

    /// <summary>The alternatives of a section, such as <c>place.ask</c> or <c>core.warm</c>.</summary>
    public IReadOnlyList<string> Texts(string section) => _sections[section];
}
