using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>
/// Puts other words into a value that people write. A list of values is learnt by heart, and what is not in it then comes out as what is: a base that had read 25 million tokens with lists as they are
/// copied 60 % of the held-out lines of these lists and 93 % of the composed values. So most lines are said with some of their words replaced; what is only grammar stays.
/// </summary>
internal static partial class ValueVariation
{
    private static readonly FrozenSet<string> Grammar = new[]
    {
        "the", "a", "an", "of", "in", "on", "at", "by", "to", "for", "from", "with", "and", "or", "my", "our", "your", "its", "is", "are", "was", "will", "be", "has", "have", "not", "no", "does", "do", "after", "before",
        "near", "off", "out", "up", "it", "am", "pm", "st", "nd", "rd", "th", "x", "cm", "past", "who", "that", "this", "all", "s",
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
        [.. "day night week weekend month evening afternoon".Split(' ')],
        [.. "days nights weeks weekends months evenings hours".Split(' ')],
        [.. "morning afternoon evening night".Split(' ')],
    ];

    private static readonly string[] Words = [.. WorldFiles.In("values").SelectMany(name => WorldFiles.Lines("values", name)).SelectMany(line => Word().Matches(line).Select(m => m.Value))
        .Where(w => char.IsLetter(w[0]) && w.Length > 2 && !Grammar.Contains(w)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static readonly string[] Names = [.. Words.Where(w => char.IsUpper(w[0]))];
    private static readonly string[] Others = [.. Words.Where(w => char.IsLower(w[0]))];

    /// <summary>About half of the words that are more than grammar are others, and one at least.</summary>
    public static string Of(string value, PythonRandom random)
    {
        var words = Word().Matches(value).Where(m => !Grammar.Contains(m.Value)).ToList();
        if (words.Count == 0) return value;
        var certain = random.Choose(words);
        return Word().Replace(value, m => !Grammar.Contains(m.Value) && (m.Index == certain.Index || random.NextBelow(2) == 0) ? Other(m.Value, random) : m.Value);
    }

    private static string Other(string word, PythonRandom random)
    {
        if (char.IsDigit(word[0])) return Number(word, random);
        if (Array.Find(Alike, list => list.Contains(word)) is { } alike) return random.Choose(alike);
        if (random.NextBelow(3) == 0) return char.IsUpper(word[0]) ? ValueMaker.Word(random) : ValueMaker.Word(random).ToLowerInvariant();
        return random.Choose(char.IsUpper(word[0]) ? Names : Others);
    }

    /// <summary>With as many digits; a day stays a day, and an hour an hour.</summary>
    private static string Number(string number, PythonRandom random)
    {
        if (number.Length > 9 || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return number;
        var least = (int)Math.Pow(10, number.Length - 1);
        long other = value switch { <= 12 => random.NextInRange(1, 13), <= 31 => random.NextInRange(13, 32), <= 59 => random.NextInRange(32, 60), _ => random.NextInRange(least, least * 10) };
        return other.ToString(new string('0', number[0] == '0' ? number.Length : 1), CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\p{L}[\p{L}'’]*|\d+")]
    private static partial Regex Word();
}
