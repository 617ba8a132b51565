using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>
/// Puts other words into a value that people write. A list of values is learnt by heart, and what is not in it then comes out as what is: a base that had read 25 million tokens with lists as they are
/// copied 60 % of the held-out lines of these lists and 93 % of the composed values. So most lines are said with some of their words replaced, a first word by a first word of the same list and a later
/// one by a later one, so that it still reads like something a person asks for; what is only grammar stays.
/// </summary>
internal static partial class ValueVariation
{
    private static readonly FrozenSet<string> Grammar = new[]
    {
        "the", "a", "an", "of", "in", "on", "at", "by", "to", "for", "from", "with", "and", "or", "my", "our", "your", "its", "is", "are", "was", "will", "be", "has", "have", "not", "no", "does", "do", "after", "before",
        "near", "off", "out", "up", "it", "am", "pm", "st", "nd", "rd", "th", "x", "cm", "past", "who", "that", "this", "all", "s", "next", "coming", "half", "quarter", "around", "about", "under", "over", "per", "each", "every",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that take each other's place alone: a month for a month.</summary>
    private static readonly string[][] Alike =
    [
        [.. "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".Split(' ')],
        [.. "Mon Tue Wed Thu Fri Sat Sun".Split(' ')],
        [.. "January February March April May June July August September October November December".Split(' ')],
        [.. "Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec".Split(' ')],
        [.. "one two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty".Split(' ')],
        [.. "first second third fourth last".Split(' ')],
        [.. "day week weekend month".Split(' ')],
        [.. "days nights weeks weekends months evenings hours".Split(' ')],
        [.. "morning afternoon evening night".Split(' ')],
    ];

    private static readonly FrozenDictionary<(string Values, bool First, bool Capital), string[]> Words = WorldFiles.In("values")
        .SelectMany(values => WorldFiles.Lines("values", values).SelectMany(line => Contents(line).Select((m, i) => (Place: (Values: values, First: i == 0, Capital: char.IsUpper(m.Value[0])), m.Value))))
        .Where(w => char.IsLetter(w.Value[0]) && w.Value.Length > 2)
        .GroupBy(w => w.Place, w => w.Value).ToFrozenDictionary(g => g.Key, g => g.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray());

    /// <summary>About half of the words that are more than grammar are others, and one at least.</summary>
    /// <param name="value">A line of the class.</param>
    /// <param name="values">The class, as in <see cref="DocumentSlot.Values"/>.</param>
    public static string Of(string value, string values, PythonRandom random)
    {
        var words = Contents(value).ToList();
        if (words.Count == 0) return value;
        string varied;
        do varied = Word().Replace(value, m => !Grammar.Contains(m.Value) && random.NextBelow(2) == 0 ? Other(m.Value, values, m.Index == words[0].Index, random) : m.Value);
        while (varied == value);
        return Ordinals().Replace(varied, m => m.Groups[1].Value + ValueMaker.Ordinal(long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<Match> Contents(string value) => Word().Matches(value).Where(m => !Grammar.Contains(m.Value));

    private static string Other(string word, string values, bool first, PythonRandom random)
    {
        if (char.IsDigit(word[0])) return Number(word, random);
        if (Array.Find(Alike, list => list.Contains(word)) is { } alike) return random.Choose(alike);
        var capital = char.IsUpper(word[0]);
        if (random.NextBelow(4) == 0 || !Words.TryGetValue((values, first, capital), out var others)) return capital ? ValueMaker.Word(random) : ValueMaker.Word(random).ToLowerInvariant();
        return random.Choose(others);
    }

    /// <summary>With as many digits; what may be an hour stays one, a day a day, a minute a minute, and a year one of these years.</summary>
    private static string Number(string number, PythonRandom random)
    {
        if (number.Length > 9 || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return number;
        var least = (int)Math.Pow(10, number.Length - 1);
        long other = value switch { <= 12 => random.NextInRange(1, 13), <= 23 => random.NextInRange(13, 24), <= 31 => random.NextInRange(24, 32), <= 59 => random.NextInRange(32, 60), >= 1990 and <= 2050 => random.NextInRange(2024, 2033), _ => random.NextInRange(least, least * 10) };
        return other.ToString(new string('0', number[0] == '0' ? number.Length : 1), CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\b(\d{1,9})(?:st|nd|rd|th)\b")]
    private static partial Regex Ordinals();

    [GeneratedRegex(@"\p{L}[\p{L}'’]*|\d+")]
    private static partial Regex Word();
}
