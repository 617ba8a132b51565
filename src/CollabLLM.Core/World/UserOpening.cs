using System.Text;
using System.Text.RegularExpressions;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>The first message of a user of the world: free words, a request with clauses or sentences, or a sheet of facts; sometimes with a greeting, sometimes carelessly typed.</summary>
public static partial class UserOpening
{
    private static readonly string[] Greetings = ["Hi!", "Hello,", "Hi,", "hey,", "Good morning!", "Good evening,", "hello", "Hi there,", "Dear assistant,"];
    private static readonly string[] Closings = ["Thanks.", "Thank you!", "thanks", "Thanks in advance.", "Many thanks.", "thx", "Thank you very much."];

    /// <param name="told">The slots that it tells; the others stay hidden.</param>
    /// <param name="style">Whether it says how the document should read, if that matters.</param>
    /// <param name="request">How it asks, with <c>{noun}</c> for the document; null for any way.</param>
    public static string Say(DocumentWish wish, IEnumerable<string> told, bool style, PythonRandom random, string? request = null)
    {
        List<string> slots = [.. told];
        // People tell things in any order.
        slots = [.. random.Sample(slots, slots.Count)];
        List<string> parts = [.. (request is null ? random.NextBelow(20) : random.NextInRange(11, 20)) switch
        {
            < 11 => Free(wish, slots, style, random),
            < 14 => [Clauses(wish.Kind, slots, request, random)],
            < 17 => Sentences(wish.Kind, Request(wish.Kind, request, random), slots, random),
            _ => Sheet(wish.Kind, slots, request, random),
        }];
        if (style) parts.AddRange(UserTalk.Style(wish, random));
        var careless = random.NextBelow(6) == 0;
        if (careless) parts = [.. parts.Select(Careless)];
        if (random.NextBelow(8) == 0) parts.Insert(0, random.Choose(Greetings));
        if (random.NextBelow(10) == 0) parts.Add(random.Choose(Closings));
        return UserTalk.Fill(Joined(parts, careless), wish.Values, !careless);
    }

    /// <summary>Free words that tell some of it; sentences for the rest.</summary>
    private static IEnumerable<string> Free(DocumentWish wish, List<string> slots, bool style, PythonRandom random)
    {
        string[] said = style ? [.. UserTalk.Words(wish)] : [];
        List<FreeOpening> fitting = [.. wish.Kind.Openings.Where(o => o.Fits(slots, said))];
        // The fullest of three: otherwise those that tell little, which always fit, would be nearly all.
        var opening = Enumerable.Range(0, 3).Select(_ => random.Choose(fitting)).MaxBy(o => o.Slots.Count)!;
        return Sentences(wish.Kind, opening.Text, slots.Except(opening.Slots), random);
    }

    private static IEnumerable<string> Sentences(DocumentKind kind, string request, IEnumerable<string> slots, PythonRandom random)
    {
        IEnumerable<string> told = slots.Select(s => random.Choose(kind.Texts($"{s}.tell")));
        return random.NextBelow(6) == 0 ? [.. told, request] : [request, .. told];
    }

    /// <summary>As part of the request, before the mark at its end.</summary>
    private static string Clauses(DocumentKind kind, List<string> slots, string? request, PythonRandom random)
    {
        var text = Request(kind, request, random);
        var end = text.TrimEnd('.', '!', '?');
        var clauses = string.Concat(slots.Select(s => " " + random.Choose(kind.Texts($"{s}.clause"))));
        return end.EndsWith(" please", StringComparison.Ordinal) ? $"{end[..^" please".Length].TrimEnd(',')}{clauses}, please{text[end.Length..]}" : $"{end}{clauses}{text[end.Length..]}";
    }

    /// <summary>A line for each fact.</summary>
    private static IEnumerable<string> Sheet(DocumentKind kind, List<string> slots, string? request, PythonRandom random)
    {
        List<string> lines = [.. slots.Select(s => $"{Label(kind, s)}: {{{s}}}")];
        var text = request is null && random.NextBelow(3) == 0 ? kind.Title : Request(kind, request, random);
        return lines.Count == 0 ? [text] : [string.Join('\n', random.NextBelow(4) == 0 ? [.. lines, text] : (List<string>)[text, .. lines])];
    }

    private static string Label(DocumentKind kind, string slot)
    {
        var title = kind.Slot(slot).Title;
        if (title.StartsWith("the ", StringComparison.Ordinal)) title = title["the ".Length..];
        return char.ToUpperInvariant(title[0]) + title[1..];
    }

    private static string Request(DocumentKind kind, string? request, PythonRandom random) =>
        UserTalk.Fill(request ?? Phrases.Draw("request", random), new Dictionary<string, string> { ["noun"] = random.Choose(kind.Nouns) });

    /// <summary>In small letters and without most marks; what stands for a value stays.</summary>
    private static string Careless(string text) => text.ToLowerInvariant().Replace("'", "", StringComparison.Ordinal).TrimEnd('.');

    /// <summary>Parts of one message, as sentences or lines of their own.</summary>
    internal static string Joined(IReadOnlyList<string> parts, bool careless = false)
    {
        var text = new StringBuilder(parts[0]);
        foreach (var part in parts.Skip(1))
        {
            var lines = part.Contains('\n', StringComparison.Ordinal) || (text.ToString().Contains('\n', StringComparison.Ordinal) && text[^1] is not ('.' or '!' or '?'));
            if (lines) text.Append('\n');
            else text.Append(Finished().IsMatch(text.ToString()) ? " " : careless ? ", " : ". ");
            text.Append(part);
        }
        return text.ToString();
    }

    [GeneratedRegex(@"[.!?,:;)]$")]
    private static partial Regex Finished();
}
