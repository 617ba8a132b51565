using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>Writes documents of the world: greeting, the heart of the matter, wishes, more if it may be long, farewell.</summary>
public static class DocumentWriter
{
    /// <summary>The bare text of a right document.</summary>
    /// <param name="seed">Chooses among the wordings.</param>
    public static string Text(DocumentWish wish, long seed) => Text(wish, wish.WrittenTone, wish.IsLong ?? false, new PythonRandom(seed));

    /// <summary>The bare text.</summary>
    /// <param name="wish">What is known. A needed value that is not in it stands as its title in brackets: <c>[the place]</c>.</param>
    public static string Text(DocumentWish wish, Tone tone, bool isLong, PythonRandom random)
    {
        List<string> paragraphs = [Filled(wish, $"core.{Word(tone)}", random)];
        var wishes = wish.Kind.Slots.Where(s => !s.IsNeeded && wish.Values.ContainsKey(s.Name)).Select(s => Filled(wish, $"{s.Name}.core", random));
        if (wish.Kind.IsLetter)
        {
            paragraphs[0] = string.Join(' ', [paragraphs[0], .. wishes]);
            if (isLong) paragraphs.Add(Filled(wish, $"extra.{Word(tone)}", random));
            paragraphs.Insert(0, UserTalk.Fill(Greeting(tone), Known(wish)));
            paragraphs.Add(Farewell(tone));
            return string.Join("\n\n", paragraphs);
        }
        paragraphs[0] = string.Join('\n', [paragraphs[0], .. wishes]);
        if (isLong) paragraphs.Add(Filled(wish, $"extra.{Word(tone)}", random));
        return string.Join("\n\n", paragraphs);
    }

    /// <summary>Between its marks, as a reply holds it.</summary>
    public static string Marked(DocumentKind kind, string text) => $"<document title=\"{kind.Title}\">\n{text}\n</document>";

    internal static string Word(Tone tone) => tone.ToString().ToLowerInvariant();

    internal static string Farewell(Tone tone) => tone switch { Tone.Formal => "Kind regards", Tone.Warm => "Warm wishes", _ => "Cheers!" };

    private static string Greeting(Tone tone) => tone == Tone.Cheerful ? "Hello {who}!" : "Dear {who},";

    private static string Filled(DocumentWish wish, string section, PythonRandom random) => UserTalk.Fill(random.Choose(wish.Kind.Texts(section)), Known(wish));

    private static Dictionary<string, string> Known(DocumentWish wish) =>
        wish.Kind.Slots.ToDictionary(s => s.Name, s => wish.Values.TryGetValue(s.Name, out var value) ? value : $"[{s.Title}]", StringComparer.Ordinal);
}
