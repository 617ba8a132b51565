using System.Text;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>How users of the world say what they want.</summary>
public static class UserTalk
{
    private static readonly string[] Requests =
    [
        "Write {noun}{clauses}.", "Please write {noun}{clauses}.", "I need {noun}{clauses}.", "Can you write {noun}{clauses}?", "Could you draft {noun}{clauses}?",
        "Help me with {noun}{clauses}.", "Draft {noun}{clauses}, please.", "I would like {noun}{clauses}.", "{noun}{clauses}, please.", "Hi! I need {noun}{clauses}.",
        "Hello, please help me write {noun}{clauses}.", "make me {noun}{clauses}", "i want {noun}{clauses}",
    ];

    private static readonly string[] Sentences = ["{noun} please.", "I need {noun}.", "Please write {noun}.", "Help me write {noun}.", "Could you write {noun}?", "I want to send {noun}."];

    private static readonly string[] Tones = ["Make it {tone}.", "In a {tone} tone.", "It should sound {tone}.", "Keep the tone {tone}."];

    private static readonly string[] Long = ["It may be a bit longer.", "Make it a longer one.", "I want a longer text.", "Please write some more than the bare facts."];

    private static readonly string[] Short = ["Keep it short.", "A short one.", "Make it brief.", "Only a few lines."];

    private static readonly string[] Changes = ["Please change {title} to {value}.", "{title} is now {value}.", "Change of plan: {title} is {value}.", "Use {value} for {title}.", "Actually, {tell}"];

    private static readonly string[] Corrections = ["No, {tell}", "That is not right: {tell}", "{title} is wrong. {tell}", "You got {title} wrong. {tell}", "Not quite. {tell}"];

    private static readonly string[] Thanks = ["Thanks, that is all.", "Perfect, thank you!", "Great, thanks.", "That is what I wanted, thank you.", "Thank you!"];

    /// <summary>Everything at once, always in the same words: the hidden goal.</summary>
    public static string Complete(DocumentWish wish)
    {
        var text = new StringBuilder($"Write {wish.Kind.Nouns[0]}.");
        foreach (var slot in wish.Slots) text.Append(' ').Append(Fill(wish.Kind.Texts($"{slot.Name}.tell")[0], wish.Values));
        if (wish.Tone is { } tone) text.Append(' ').Append(Fill(Tones[0], Tone(tone)));
        if (wish.IsLong is { } isLong) text.Append(' ').Append(isLong ? Long[0] : Short[0]);
        return text.ToString();
    }

    /// <summary>A first message.</summary>
    /// <param name="told">The slots that it tells; the others stay hidden.</param>
    /// <param name="style">Whether it says how the document should read, if that matters.</param>
    public static string Opening(DocumentWish wish, IEnumerable<string> told, bool style, PythonRandom random)
    {
        List<string> slots = [.. told];
        // People tell things in any order.
        slots = [.. random.Sample(slots, slots.Count)];
        string text;
        if (random.NextBelow(3) == 0)
        {
            text = string.Join(' ', [Request(Sentences, wish, "", random), .. slots.Select(s => Tell(wish, s, random))]);
        }
        else
        {
            text = Request(Requests, wish, string.Concat(slots.Select(s => " " + Fill(random.Choose(wish.Kind.Texts($"{s}.clause")), wish.Values))), random);
        }
        return style ? string.Join(' ', [text, .. Style(wish, random)]) : text;
    }

    /// <summary>One thing, in a sentence.</summary>
    public static string Tell(DocumentWish wish, string slot, PythonRandom random) => Fill(random.Choose(wish.Kind.Texts($"{slot}.tell")), wish.Values);

    /// <summary>How it should read, a sentence each.</summary>
    public static IEnumerable<string> Style(DocumentWish wish, PythonRandom random)
    {
        if (wish.Tone is { } tone) yield return Say(tone, random);
        if (wish.IsLong is { } isLong) yield return Say(isLong, random);
    }

    public static string Say(Tone tone, PythonRandom random) => Fill(random.Choose(Tones), Tone(tone));

    public static string Say(bool isLong, PythonRandom random) => random.Choose(isLong ? Long : Short);

    /// <summary>The document says something else than the user wants.</summary>
    public static string Correct(DocumentWish wish, string slot, PythonRandom random) => About(Corrections, wish, slot, random);

    /// <summary>The user wants something else than before.</summary>
    /// <param name="wish">With the new value.</param>
    public static string Change(DocumentWish wish, string slot, PythonRandom random) => About(Changes, wish, slot, random);

    public static string Thank(PythonRandom random) => random.Choose(Thanks);

    /// <summary>Puts values in the place of <c>{name}</c>; the first letter of a sentence is capital.</summary>
    internal static string Fill(string template, IReadOnlyDictionary<string, string> values)
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
            var starts = at == 0 || template[at - 1] == '\n' || (at > 1 && template[at - 2] is '.' or '!' or '?');
            text.Append(starts && value.Length > 0 ? char.ToUpperInvariant(value[0]) + value[1..] : value);
            at = end + 1;
        }
        return text.ToString();
    }

    private static string Request(string[] forms, DocumentWish wish, string clauses, PythonRandom random) =>
        Fill(random.Choose(forms), new Dictionary<string, string> { ["noun"] = random.Choose(wish.Kind.Nouns), ["clauses"] = clauses });

    private static string About(string[] forms, DocumentWish wish, string slot, PythonRandom random) => Fill(
        random.Choose(forms),
        new Dictionary<string, string> { ["title"] = wish.Kind.Slot(slot).Title, ["value"] = wish.Values[slot], ["tell"] = Tell(wish, slot, random) });

    private static Dictionary<string, string> Tone(Tone tone) => new() { ["tone"] = DocumentWriter.Word(tone) };
}
