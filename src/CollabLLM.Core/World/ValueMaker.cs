using System.Globalization;
using System.Text;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>
/// Draws the values of a goal. Open classes (names, places, events, dates, …) are composed afresh each time, half of the names and a quarter of the other words from invented syllables, so that
/// copying is the only way to be right, and words that are in no list are copied too; closed ones (means of travel, lengths of a stay, remedies, materials) are short lists.
/// </summary>
public static class ValueMaker
{
    private const int Parts = 8;

    private static readonly HashSet<string> Closed = new(StringComparer.Ordinal) { "days", "means", "want", "material", "illness", "colour" };

    /// <param name="values">The class, as in <see cref="DocumentSlot.Values"/>.</param>
    public static string Make(string values, ValuePart part, PythonRandom random)
    {
        while (true)
        {
            var value = Draw(values, random);
            if (Closed.Contains(values) || IsHeldOut(value) == (part == ValuePart.HeldOut)) return value;
        }
    }

    /// <summary>An eighth of all values, by a hash of the text; none that a question card offers.</summary>
    public static bool IsHeldOut(string value)
    {
        if (DocumentKind.Offered.Contains(value)) return false;
        // FNV-1a, so that the parts are the same for ever and everywhere.
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(value)) hash = unchecked((hash ^ b) * 16777619);
        return (hash >> 8) % Parts == 0;
    }

    private static string Draw(string values, PythonRandom random) => values switch
    {
        "person" => Person(random),
        "guest" => random.NextBelow(2) == 0 ? Person(random) : Group(random),
        "group" => Group(random),
        "company" => Company(random),
        "event" => $"{(random.NextBelow(4) == 0 ? Pick("whose", random) : "the")} {Any("event.first", random)} {Any("event.second", random)}",
        "date" => Date(random),
        "time" => Time(random),
        "place" => Place(random),
        "item" => Item(random),
        "use" => $"{Pick("use.verb", random)} {Pick("use.where", random)}",
        "news" => $"the {Any("adjective", random)} {Any("room", random)} {Pick("news.verb", random)}",
        "product" or "brand" => $"the {Word(random)} {Any("product", random)}",
        "fault" => Fault(random),
        "city" => City(random),
        "task" => Task(random),
        "code" => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + random.NextBelow(26))}{(char)('A' + random.NextBelow(26))}-{random.NextInRange(1000, 99999)}"),
        "price" => Price(random),
        "buyer" => $"{Any("buyer.first", random)} {Any("buyer.second", random)}",
        "size" => string.Create(CultureInfo.InvariantCulture, $"{random.NextInRange(4, 180)} x {random.NextInRange(4, 180)} cm"),
        _ => Pick(values, random),
    };

    /// <summary>An invented word, capitalised.</summary>
    internal static string Word(PythonRandom random)
    {
        var word = new StringBuilder();
        for (var left = random.NextInRange(2, 4); left > 0; left--)
        {
            word.Append(Pick("onset", random)).Append(Pick("vowel", random));
            if (left == 1 && random.NextBelow(2) == 0) word.Append(Pick("coda", random));
        }
        word[0] = char.ToUpperInvariant(word[0]);
        return word.ToString();
    }

    private static string Person(PythonRandom random)
    {
        var first = random.NextBelow(2) == 0 ? Pick("first", random) : Word(random);
        return random.NextBelow(4) switch
        {
            0 => first,
            1 => $"{Pick("address", random)} {(random.NextBelow(2) == 0 ? Pick("family", random) : Word(random))}",
            _ => $"{first} {(random.NextBelow(2) == 0 ? Pick("family", random) : Word(random))}",
        };
    }

    private static string Group(PythonRandom random) => random.NextBelow(3) switch
    {
        0 => $"the {Word(random)} {Pick("group", random)}",
        1 => $"the {Any("adjective", random)} {Any("group", random)}",
        _ => $"everyone at {Word(random)}",
    };

    private static string Company(PythonRandom random) => random.NextBelow(3) switch
    {
        0 => $"{Word(random)} & {Word(random)}",
        1 => $"{Word(random)} {Pick("company", random)}",
        _ => $"{Pick("family", random)} {Pick("company", random)}",
    };

    private static string Date(PythonRandom random)
    {
        var (day, month) = (random.NextInRange(1, 29), Pick("month", random));
        return random.NextBelow(8) switch
        {
            0 or 1 => string.Create(CultureInfo.InvariantCulture, $"{Pick("weekday", random)} {day} {month}"),
            2 or 3 => string.Create(CultureInfo.InvariantCulture, $"{day} {month}"),
            4 => string.Create(CultureInfo.InvariantCulture, $"{month} {day}"),
            5 => string.Create(CultureInfo.InvariantCulture, $"the {day}{Ordinal(day)} of {month}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Pick("weekday", random)}, {month} {day}"),
        };
    }

    private static string Ordinal(long day) => day switch { 1 or 21 => "st", 2 or 22 => "nd", 3 or 23 => "rd", _ => "th" };

    private static string Time(PythonRandom random)
    {
        var (hour, minute) = (random.NextInRange(1, 13), Pick("minute", random));
        return random.NextBelow(3) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{hour} {(random.NextBelow(2) == 0 ? "am" : "pm")}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"{hour + 8}:{minute}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{hour}:{minute} {(random.NextBelow(2) == 0 ? "am" : "pm")}"),
        };
    }

    private static string Place(PythonRandom random) => random.NextBelow(5) switch
    {
        4 => $"{Pick("whose", random)} {Any("room", random)}",
        0 => $"the {Any("adjective", random)} {Any("room", random)}",
        1 => $"{Word(random)} {Pick("hall", random)}",
        2 => string.Create(CultureInfo.InvariantCulture, $"room {random.NextInRange(2, 600)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{random.NextInRange(1, 200)} {Word(random)} {Pick("street", random)}"),
    };

    private static string Item(PythonRandom random) => $"the {Any("adjective", random)} {Any("item", random)}";

    private static string Fault(PythonRandom random) => random.NextBelow(3) switch
    {
        0 => $"has {Pick("flaw", random)} in the {Pick("part", random)}",
        1 => $"came without the {Any("adjective", random)} {Any("part", random)}",
        _ => Pick("fault", random),
    };

    private static string City(PythonRandom random) => random.NextBelow(3) switch
    {
        0 => Pick("city", random),
        1 => Word(random),
        _ => $"{Pick("city.first", random)} {Word(random)}",
    };

    private static string Task(PythonRandom random) => random.NextBelow(3) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"buy {random.NextInRange(2, 60)} {Any("adjective", random)} {Any("thing", random)}"),
        1 => $"call {Person(random)}",
        _ => $"{Pick("task", random)} the {Any("adjective", random)} {Any("room", random)}",
    };

    private static string Price(PythonRandom random) => random.NextBelow(2) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"${random.NextInRange(3, 900)}")
        : string.Create(CultureInfo.InvariantCulture, $"${random.NextInRange(3, 90)}.{random.NextInRange(1, 10)}0");

    /// <summary>A word of a list, or one that is in none.</summary>
    private static string Any(string list, PythonRandom random) => random.NextBelow(4) == 0 ? Word(random).ToLowerInvariant() : Pick(list, random);

    private static string Pick(string list, PythonRandom random) => random.Choose(ValueWords.Of(list));
}
