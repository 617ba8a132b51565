using System.Text;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>How users of the world say what they want.</summary>
public static class UserTalk
{
    /// <summary>Everything at once, always in the same words: the hidden goal.</summary>
    public static string Complete(DocumentWish wish)
    {
        var text = new StringBuilder($"Write {wish.Kind.Nouns[0]}.");
        foreach (var slot in wish.Slots) text.Append(' ').Append(Fill(wish.Kind.Texts($"{slot.Name}.tell")[0], wish.Values));
        if (wish.Tone is { } tone) text.Append(' ').Append(Fill(Phrases.Of("tone")[0], Tone(tone)));
        if (wish.IsLong is { } isLong) text.Append(' ').Append(Phrases.Of(Length(isLong))[0]);
        return text.ToString();
    }

    /// <summary>One thing, in a sentence.</summary>
    public static string Tell(DocumentWish wish, string slot, PythonRandom random) => Fill(random.Choose(wish.Kind.Texts($"{slot}.tell")), wish.Values);

    /// <summary>One thing, as who was asked for it says it.</summary>
    public static string Answer(DocumentWish wish, string slot, PythonRandom random) =>
        Fill(random.Choose(wish.Kind.Texts($"{slot}.{(random.NextBelow(3) == 0 ? "answer" : "tell")}")), wish.Values);

    /// <summary>How it should read, in a first message.</summary>
    public static IEnumerable<string> Style(DocumentWish wish, PythonRandom random)
    {
        if (wish.Tone is { } tone) yield return random.NextBelow(2) == 0 ? Phrases.Draw(DocumentWriter.Word(tone), random) : Fill(Phrases.Draw("tone", random), Tone(tone));
        if (wish.IsLong is { } isLong) yield return Phrases.Draw(Length(isLong), random);
    }

    /// <summary>The same in a word each: <c>warm</c>, <c>long</c>.</summary>
    internal static IEnumerable<string> Words(DocumentWish wish)
    {
        if (wish.Tone is { } tone) yield return DocumentWriter.Word(tone);
        if (wish.IsLong is { } isLong) yield return Length(isLong);
    }

    /// <summary>It should read otherwise than it does.</summary>
    public static string Say(Tone tone, PythonRandom random) => random.NextBelow(4) switch
    {
        0 => Phrases.Draw(DocumentWriter.Word(tone), random),
        1 => Phrases.Draw($"{DocumentWriter.Word(tone)}.later", random),
        2 => Fill(Phrases.Draw("tone", random), Tone(tone)),
        _ => Fill(Phrases.Draw("tone.later", random), Tone(tone)),
    };

    /// <summary>It should be longer or shorter than it is.</summary>
    public static string Say(bool isLong, PythonRandom random) => Phrases.Draw(random.NextBelow(3) == 0 ? Length(isLong) : $"{Length(isLong)}.later", random);

    /// <summary>The document says something else than the user wants.</summary>
    public static string Correct(DocumentWish wish, string slot, PythonRandom random) => About("wrong", wish, slot, random);

    /// <summary>The user wants something else than before.</summary>
    /// <param name="wish">With the new value.</param>
    public static string Change(DocumentWish wish, string slot, PythonRandom random) => About("change", wish, slot, random);

    /// <summary>The user wants it in the document too.</summary>
    public static string Add(DocumentWish wish, string slot, PythonRandom random) =>
        random.NextBelow(2) == 0 ? Tell(wish, slot, random) : Meant("add", wish, slot, random);

    /// <summary>The user does not want it in the document any more.</summary>
    public static string Remove(DocumentKind kind, string slot, PythonRandom random) => Fill(Phrases.Draw("remove", random), new Dictionary<string, string> { ["title"] = kind.Slot(slot).Title });

    /// <summary>The user takes up an offer, and says what is to be said.</summary>
    public static string Agree(DocumentWish wish, string slot, PythonRandom random) => Meant("yes-with", wish, slot, random);

    public static string Thank(PythonRandom random) => Phrases.Draw("thanks", random);

    /// <summary>Puts values in the place of <c>{name}</c>; the first letter of a sentence is capital.</summary>
    internal static string Fill(string template, IReadOnlyDictionary<string, string> values, bool capital = true)
    {
        var text = new StringBuilder(template.Length + 64);
        for (var at = 0; at < template.Length;)
        {
            var end = template[at] == '{' ? template.IndexOf('}', at) : -1;
            if (end < 0)
            {
                text.Append(template[at++]);
                continue;
            }
            var value = values[template[(at + 1)..end]];
            var starts = capital && (at == 0 || template[at - 1] == '\n' || (at > 1 && template[at - 2] is '.' or '!' or '?'));
            text.Append(starts && value.Length > 0 ? char.ToUpperInvariant(value[0]) + value[1..] : value);
            at = end + 1;
        }
        return text.ToString();
    }

    private static string About(string phrases, DocumentWish wish, string slot, PythonRandom random) => random.NextBelow(3) == 0
        ? Fill(random.Choose(wish.Kind.Texts($"{slot}.change")), wish.Values)
        : Meant(phrases, wish, slot, random);

    /// <summary>A phrase about one thing.</summary>
    private static string Meant(string phrases, DocumentWish wish, string slot, PythonRandom random)
    {
        // "It's keeps my coffee hot": what is half a sentence is told in one.
        string phrase;
        do phrase = Phrases.Draw(phrases, random);
        while (wish.Kind.Slot(slot).IsClause && phrase.Contains("{value}", StringComparison.Ordinal));
        var tell = Tell(wish, slot, random);
        if (phrase.Contains("{tell} ", StringComparison.Ordinal) && tell[^1] is not ('.' or '!' or '?')) tell += ".";
        return Fill(phrase, new Dictionary<string, string> { ["title"] = wish.Kind.Slot(slot).Title, ["value"] = wish.Values[slot], ["tell"] = tell });
    }

    private static Dictionary<string, string> Tone(Tone tone) => new() { ["tone"] = DocumentWriter.Word(tone) };

    private static string Length(bool isLong) => isLong ? "long" : "short";
}
