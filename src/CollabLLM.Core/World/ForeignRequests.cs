using System.Globalization;
using System.Text;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>
/// Draws messages from outside the world: mathematics, programming, texts with a question, general questions, small talk, and mere noise. Composed of words and forms of our
/// own. What is measured with them is how well they are remembered; benchmarks and <see cref="NaturalRequest.Foreign"/> come from elsewhere.
/// </summary>
public static class ForeignRequests
{
    public static ForeignRequest Draw(PythonRandom random) => random.NextBelow(10) switch
    {
        0 or 1 => new(Mathematics(random), false),
        2 or 3 => new(Programming(random), false),
        4 or 5 => new(Reading(random), false),
        6 or 7 => new(General(random), false),
        8 => new(Of("chat", random), true),
        _ => new(Noise(random), false),
    };

    private static string Mathematics(PythonRandom random)
    {
        List<string> parts = [.. Enumerable.Range(0, 1 + Count(3, 12, random)).Select(_ => Of("given", random))];
        parts.Add(Of("find", random));
        return string.Join(' ', parts.Select(p => Fill(p, random)));
    }

    private static string Programming(PythonRandom random)
    {
        var text = new StringBuilder(Fill(Of("code.task", random), random));
        for (var i = Count(4, 16, random); i > 0; i--) text.Append(' ').Append(Fill(Of("code.detail", random), random));
        if (random.NextBelow(2) == 0) text.Append('\n').Append(Fill(Of("code.output", random), random));
        if (random.NextBelow(2) == 0) text.Append('\n').Append(Of("code.begin", random)).Append("\n```\n").Append(Fill(Of("code.head", random), random)).Append("\n```");
        return text.ToString();
    }

    private static string Reading(PythonRandom random)
    {
        var sentences = Enumerable.Range(0, 2 + Count(20, 70, random)).Select(_ => Fill(Of("story", random), random));
        var story = new StringBuilder();
        foreach (var sentence in sentences) story.Append(story.Length == 0 ? "" : random.NextBelow(6) == 0 ? "\n\n" : " ").Append(sentence);
        var question = Fill(Of("story.ask", random), random);
        return random.NextBelow(3) switch
        {
            0 => $"{Of("story.read", random)}\n\n{story}\n\n{question}",
            1 => $"{story}\n\n{question}",
            _ => $"{question}\n\n{story}",
        };
    }

    private static string General(PythonRandom random) => Fill(Of("general", random), random);

    private static string Noise(PythonRandom random)
    {
        var words = Enumerable.Range(0, (int)random.NextInRange(1, 30)).Select(_ => random.NextBelow(4) switch
        {
            0 => ValueMaker.Make("city", ValuePart.Training, random).ToLowerInvariant(),
            1 => random.NextBelow(10_000).ToString(CultureInfo.InvariantCulture),
            2 => Of("symbol", random),
            _ => Of("word", random),
        });
        return string.Join(' ', words);
    }

    /// <summary>Mostly below the first number; one text in three may be as long as the second says, for what people paste.</summary>
    private static int Count(int usual, int most, PythonRandom random) => (int)random.NextBelow(random.NextBelow(3) == 0 ? most : usual);

    /// <summary><c>{n}</c> is a number, <c>{v}</c> a letter, any other name a word of a list or a value of the world.</summary>
    private static string Fill(string template, PythonRandom random)
    {
        var text = new StringBuilder(template.Length + 32);
        for (var at = 0; at < template.Length;)
        {
            var end = template[at] == '{' ? template.IndexOf('}', at) : -1;
            if (end < 0 || Word(template[(at + 1)..end], random) is not { } word)
            {
                text.Append(template[at++]);
                continue;
            }
            text.Append(word);
            at = end + 1;
        }
        return text.ToString();
    }

    /// <summary>Null for braces that are none of ours, as in formulas and code.</summary>
    private static string? Word(string name, PythonRandom random) => name switch
    {
        "n" => random.NextInRange(1, random.NextBelow(3) == 0 ? 10_000 : 100).ToString(CultureInfo.InvariantCulture),
        "v" => ((char)('a' + random.NextBelow(26))).ToString(),
        "person" or "city" or "place" or "date" or "company" => ValueMaker.Make(name, ValuePart.Training, random),
        // Whatever people write about, most of their words are in none of our lists.
        "thing" or "things" or "adj" when random.NextBelow(3) == 0 => ValueMaker.Word(random).ToLowerInvariant(),
        _ => ForeignWords.Find(name) is { } list ? random.Choose(list) : null,
    };

    private static string Of(string list, PythonRandom random) => random.Choose(ForeignWords.Of(list));
}
