using System.Globalization;
using CollabLLM.Core.Metrics.Text;

namespace CollabLLM.Core.Tests.Metrics.Text;

public sealed class TextMetricTests
{
    private const string Tail = "Tomatoes require sunshine plus morning water, whereas lettuce germinates well within a shadow.";

    /// <summary>
    /// The reference implementation's sample pair has 134 characters and 19 words, of which the hypothesis is the last 94 and 13; so is
    /// this one of our own, and nothing else matters: every n-gram matches, and only brevity counts.
    /// </summary>
    [Fact]
    public void The_end_of_a_text_scores_by_its_length_as_in_the_specification()
    {
        const string whole = "Gardens should begin tiny every spring. " + Tail;
        Assert.Equal((134, 94), (whole.Length, Tail.Length));
        Assert.Equal(0.6534, CharacterBleu.Score(whole, Tail), 4);
        Assert.Equal(Math.Exp(1 - 134.0 / 94), CharacterBleu.Score(whole, Tail), 12);
        Assert.Equal(0.6303, WordBleu.Score(whole, Tail), 4);
        Assert.Equal(Math.Exp(1 - 19.0 / 13), WordBleu.Score(whole, Tail), 12);
    }

    /// <summary>231 characters and their first 115.</summary>
    [Fact]
    public void Half_a_text_scores_as_in_the_specification()
    {
        var text = string.Concat(Enumerable.Range(0, 80).Select(i => $"w{i} "))[..231];
        Assert.Equal(0.3647, CharacterBleu.Score(text, text[..115]), 4);
    }

    /// <summary>One of the golden pairs, so that the libraries' numbers are here without the shared folder.</summary>
    [Fact]
    public void A_pair_scores_what_the_libraries_say()
    {
        const string reference = "Has teacher as had résumé have don't by because!", hypothesis = "Has teacher has had of café don't of because!";
        Assert.Equal(0.6539712381404684, CharacterBleu.Score(reference, hypothesis), 12);
        Assert.Equal(1, WordBleu.Score(reference, hypothesis) / 7.657404561915943e-155, 9);
        Assert.Equal(0.06376715693797415, WordBleu.SmoothedScore(reference, hypothesis), 12);
        Assert.Equal(49.728513352033424, Chrf.Score(reference, hypothesis), 10);
        Assert.Equal(0.5714285714285713, RougeL.F1(reference, hypothesis), 12);
    }

    [Fact]
    public void The_order_of_sentences_barely_matters_to_characters()
    {
        string[] sentences =
        [
            "We met the gardener before breakfast.", "Nobody had watered the beans for a week.", "A fox came through the broken fence at night.",
            "The shed smelt of paint and old apples.", "Rain was promised for the afternoon.", "She wrote the names of all plants on small sticks.",
        ];
        var score = CharacterBleu.Score(string.Join(' ', sentences), string.Join(' ', sentences.Reverse()));
        Assert.InRange(score, 0.95, 0.999);
    }

    [Fact]
    public void Unrelated_texts_share_characters_but_no_words()
    {
        const string one = "The committee will publish the minutes of every meeting on the following day, unless two members object in writing before noon.";
        const string other = "A good soup needs time more than spices; let the onions turn golden, then add stock and whatever the garden has to offer that week.";
        Assert.InRange(CharacterBleu.Score(one, other), 0.1, 0.5);
        Assert.InRange(WordBleu.Score(one, other), 0, 0.01);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("something", "")]
    [InlineData("", "something")]
    [InlineData("abc", "xyz")]
    public void Nothing_in_common_is_zero(string reference, string hypothesis)
    {
        Assert.Equal(0, CharacterBleu.Score(reference, hypothesis));
        Assert.Equal(0, WordBleu.Score(reference, hypothesis));
        Assert.Equal(0, WordBleu.SmoothedScore(reference, hypothesis));
        Assert.Equal(0, Chrf.Score(reference, hypothesis));
        Assert.Equal(0, RougeL.F1(reference, hypothesis));
    }

    [Fact]
    public void The_same_text_is_perfect()
    {
        Assert.Equal(1, CharacterBleu.Score(Tail, Tail), 12);
        Assert.Equal(1, WordBleu.Score(Tail, Tail), 12);
        Assert.Equal(100, Chrf.Score(Tail, Tail), 10);
        Assert.Equal(1, RougeL.F1(Tail, Tail), 12);
    }

    /// <summary>"abcd" against "abce": precisions 3/4, 2/3, 1/2 and none of 1, for which NLTK takes the smallest normal double.</summary>
    [Fact]
    public void A_missing_order_gives_a_tiny_number()
    {
        var expected = Math.Pow(0.75 * 2 / 3 * 0.5, 0.25) * Math.Pow(2.2250738585072014e-308, 0.25);
        Assert.Equal(1, CharacterBleu.Score("abcd", "abce") / expected, 9);
        Assert.InRange(expected, 1e-79, 1e-76);
    }

    /// <summary>By hand: 3/4, 2/3, 1/2 and 0.1 of 1.</summary>
    [Fact]
    public void Smoothing_puts_a_tenth_of_a_match_where_there_is_none() =>
        Assert.Equal(Math.Pow(0.75 * 2 / 3 * 0.5 * 0.1, 0.25), WordBleu.SmoothedScore("a b c d", "a b c e"), 12);

    /// <summary>Two UTF-16 units each, but one character.</summary>
    [Fact]
    public void Characters_beyond_the_basic_plane_count_once()
    {
        Assert.Equal(Math.Exp(1 - 5.0 / 4), CharacterBleu.Score("😀😁😂🤣😃", "😀😁😂🤣"), 12);
        Assert.Equal(1, CharacterBleu.Score("\ud83d a\ud83d b", "\ud83d a\ud83d b"), 12);
    }

    [Fact]
    public void Words_are_split_where_Python_splits() =>
        Assert.Equal(1, WordBleu.Score("a b c d e", "a\u001cb\u00a0c\u2003d\u0085e"), 12);

    [Fact]
    public void Rouge_reads_Latin_letters_and_digits_after_lowering()
    {
        Assert.Equal(1, RougeL.F1("Don't STOP: 3.14!", "don t stop 3 14"), 12);
        // The Kelvin sign lowers to k; the dotted capital I to i and a combining dot, which parts words.
        Assert.Equal(1, RougeL.F1("10\u212A", "10k"), 12);
        Assert.Equal(1, RougeL.F1("\u0130stanbul", "i stanbul"), 12);
        Assert.Equal(0, RougeL.F1("数学", "数学"));
    }

    /// <summary>Longer than one machine word, so that carries run over.</summary>
    [Fact]
    public void Rouge_finds_the_longest_common_subsequence_of_long_texts()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            string[] a = Words(random, random.Next(1, 300), 12), b = Words(random, random.Next(1, 300), 12);
            var common = Longest(a, b);
            var (precision, recall) = ((double)common / b.Length, (double)common / a.Length);
            Assert.Equal(2 * precision * recall / (precision + recall), RougeL.F1(string.Join(' ', a), string.Join(' ', b)), 12);
        }
    }

    private static string[] Words(Random random, int count, int kinds) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(kinds).ToString(CultureInfo.InvariantCulture))];

    private static int Longest(string[] a, string[] b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                table[i, j] = a[i - 1] == b[j - 1] ? table[i - 1, j - 1] + 1 : Math.Max(table[i - 1, j], table[i, j - 1]);
            }
        }
        return table[a.Length, b.Length];
    }
}
