using System.Text;
using CollabLLM.Core.Metrics.Text;
using CsCheck;

namespace CollabLLM.Core.Tests.Metrics.Text;

/// <summary>The packed counting beside the obvious one, with alphabets that need 32, 64 and 128 bits an n-gram.</summary>
public sealed class NgramCountTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public void Scores_are_those_of_dictionaries_of_strings(int alphabet) =>
        Gen.Int[0, alphabet - 1].List[0, 400].SelectMany(a => Gen.Int[0, alphabet - 1].List[0, 400].Select(b => (a, b)))
            .Sample(
                pair =>
                {
                    // the second text repeats a part of the first, so that something matches in a large alphabet too
                    var (reference, hypothesis) = (Text(pair.a), Text([.. pair.b.Take(50), .. pair.a.Take(200), .. pair.a.Take(30)]));
                    Assert.Equal(PlainBleu(reference, hypothesis), CharacterBleu.Score(reference, hypothesis), 10);
                },
                iter: 60,
                threads: 1);

    /// <summary>70,000 different characters: four of them need 68 bits, six of 2,000 need 66.</summary>
    [Fact]
    public void Very_large_alphabets_are_counted_too()
    {
        var text = Text(Enumerable.Range(0, 70_000));
        var half = string.Concat(text.EnumerateRunes().Take(35_000));
        Assert.Equal(Math.Exp(1 - 2.0), CharacterBleu.Score(text, half), 12);
        var some = Text(Enumerable.Range(0, 2_000));
        Assert.Equal(100, Chrf.Score(some, some), 10);
        Assert.Equal(0, Chrf.Score(some, Text(Enumerable.Range(2_000, 2_000))));
    }

    private static string Text(IEnumerable<int> symbols)
    {
        var text = new StringBuilder();
        foreach (var symbol in symbols) text.Append(new Rune(symbol < 0xD000 ? symbol + 33 : symbol + 0x10000).ToString());
        return text.ToString();
    }

    private static double PlainBleu(string reference, string hypothesis)
    {
        Rune[] r = [.. reference.EnumerateRunes()], h = [.. hypothesis.EnumerateRunes()];
        var sum = 0.0;
        for (var n = 1; n <= 4; n++)
        {
            var (wanted, found) = (Counts(r, n), Counts(h, n));
            var matches = found.Sum(f => Math.Min(f.Value, wanted.GetValueOrDefault(f.Key)));
            if (n == 1 && matches == 0) return 0;
            sum += 0.25 * Math.Log(matches == 0 ? 2.2250738585072014e-308 : matches / (double)found.Values.Sum());
        }
        return Math.Exp(sum) * (h.Length > r.Length ? 1 : Math.Exp(1 - r.Length / (double)h.Length));
    }

    private static Dictionary<string, int> Counts(Rune[] text, int n)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + n <= text.Length; i++)
        {
            var gram = string.Concat(text[i..(i + n)]);
            counts[gram] = counts.GetValueOrDefault(gram) + 1;
        }
        return counts;
    }
}
