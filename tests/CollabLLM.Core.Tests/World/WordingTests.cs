using System.Text.RegularExpressions;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Simulation.Intents;
using CollabLLM.Core.World;

namespace CollabLLM.Core.Tests.World;

public sealed partial class WordingTests
{
    private static readonly HashSet<string> Styles = ["formal", "warm", "cheerful", "long", "short"];

    [Fact]
    public void Every_wording_tells_its_own_slot_and_openings_tell_slots_of_their_kind()
    {
        foreach (var kind in DocumentKind.All)
        {
            var names = kind.Slots.Select(s => s.Name).ToHashSet();
            Assert.True(kind.Openings.Count >= 400, kind.Name);
            Assert.Equal(kind.Openings.Count, kind.Openings.Select(o => o.Text).Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.Contains(kind.Openings, o => o.Slots.Count == 0);
            Assert.Contains(kind.Openings, o => kind.Slots.All(s => o.Slots.Contains(s.Name)));
            Assert.All(kind.Openings, o => Assert.Subset(names, Placeholders(o.Text).ToHashSet()));
            Assert.All(kind.Openings, o => Assert.Subset(Styles, o.Style.ToHashSet()));
            Assert.All(kind.Openings, o => Assert.DoesNotContain('|', o.Text));
            foreach (var slot in kind.Slots)
            {
                foreach (var section in (string[])["clause", "tell", "answer", "change"]) Assert.All(kind.Texts($"{slot.Name}.{section}"), t => Assert.Equal([slot.Name], Placeholders(t)));
                if (slot.IsNeeded) Assert.All(kind.Texts($"{slot.Name}.ask"), q => Assert.True(q.Split(" | ").Length >= 3, q));
            }
        }
    }

    [Fact]
    public void Phrases_hold_what_is_filled_into_them_and_nothing_else()
    {
        foreach (var (section, filled) in new Dictionary<string, string[]>
        {
            ["request"] = ["noun"],
            ["second"] = ["noun"],
            ["tone"] = ["tone"],
            ["tone.later"] = ["tone"],
            ["remove"] = ["title"],
            ["add"] = ["tell"],
        })
        {
            Assert.All(Phrases.Of(section), p => Assert.Equal(filled, Placeholders(p).Distinct()));
        }
        foreach (var section in (string[])["formal", "warm", "cheerful", "long", "short", "formal.later", "warm.later", "cheerful.later", "long.later", "short.later", "thanks", "yes", "no", "unknown", "decide"])
        {
            Assert.All(Phrases.Of(section), p => Assert.Empty(Placeholders(p)));
        }
        // Each says the new value, or what else there is would be lost.
        foreach (var section in (string[])["change", "wrong", "yes-with"]) Assert.All(Phrases.Of(section), p => Assert.Contains(Placeholders(p), n => n is "value" or "tell"));
    }

    [Fact]
    public void A_first_message_tells_what_it_is_given_and_nothing_that_is_hidden()
    {
        var random = new PythonRandom(2);
        for (var i = 0; i < 2_000; i++)
        {
            var wish = DocumentWishes.Draw((ValuePart)(i % 2), random);
            var told = wish.Slots.Select(s => s.Name).Where(_ => random.NextBelow(2) == 0).ToList();
            var message = UserOpening.Say(wish, told, style: true, random);
            Assert.DoesNotContain('{', message);
            Assert.All(told, slot => Assert.True(DocumentScore.Says(message, wish.Values[slot]), $"{slot} of {message}"));
            // Short values, such as a day or a price, may stand in ordinary words by chance.
            Assert.All(wish.Slots.Where(s => !told.Contains(s.Name) && wish.Values[s.Name].Length > 12), s => Assert.False(DocumentScore.Says(message, wish.Values[s.Name]), $"{s.Name} of {message}"));
        }
    }

    /// <summary>An opening that asks for a style is said by users who want that one, and who say so at once.</summary>
    [Fact]
    public void A_first_message_asks_for_no_other_style_than_the_user_wants()
    {
        var kind = DocumentKind.Get("invitation");
        var styled = kind.Openings.Where(o => o.Style.Contains("formal")).ToList();
        Assert.NotEmpty(styled);
        Assert.All(styled, o => Assert.False(o.Fits(o.Slots, [])));
        Assert.All(styled, o => Assert.False(o.Fits(o.Slots, ["warm", "cheerful", "long", "short"])));
        Assert.All(styled, o => Assert.True(o.Fits(o.Slots, [.. o.Style])));
    }

    /// <summary>"It's keeps my coffee hot" is no English: what ends a sentence is told in one.</summary>
    [Fact]
    public void What_ends_a_sentence_does_not_stand_for_a_thing()
    {
        var random = new PythonRandom(5);
        var wish = new DocumentWish(DocumentKind.Get("thanks"), new Dictionary<string, string> { ["who"] = "Ida", ["gift"] = "a lamp", ["occasion"] = "my birthday", ["use"] = "keeps my coffee hot" }, null, null);
        for (var i = 0; i < 200; i++)
        {
            Assert.All([UserTalk.Correct(wish, "use", random), UserTalk.Change(wish, "use", random), UserTalk.Agree(wish, "use", random)], text =>
            {
                Assert.Contains("keeps my coffee hot", text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("is keeps", text, StringComparison.Ordinal);
                Assert.DoesNotContain("to keeps", text, StringComparison.Ordinal);
            });
        }
    }

    /// <summary>What stands below a document is an offer: whoever reads it as a question would take a complete request for one that was asked about.</summary>
    [Fact]
    public void An_offer_is_no_question_and_names_its_slot()
    {
        foreach (var kind in DocumentKind.All)
        {
            foreach (var slot in kind.Slots.Where(s => !s.IsNeeded))
            {
                Assert.All(kind.Texts($"{slot.Name}.offer"), offer =>
                {
                    Assert.False(AssistantReading.Of($"Here it is.\n{DocumentWriter.Marked(kind, "Text.")}\n{offer}").Asks, offer);
                    Assert.Equal(slot.Name, SlotFinder.Find(kind, offer));
                });
            }
        }
    }

    [Fact]
    public void Values_are_lines_of_lists_or_composed_and_both_parts_have_some_of_each()
    {
        foreach (var values in DocumentKind.All.SelectMany(k => k.Slots).Select(s => s.Values).Distinct())
        {
            var lines = WorldFiles.Lines("values", values);
            Assert.Equal(lines.Length, lines.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.InRange(lines.Count(ValueMaker.IsHeldOut), 3, lines.Length / 4);
            var random = new PythonRandom(3);
            var drawn = Enumerable.Range(0, 200).Select(_ => ValueMaker.Make(values, ValuePart.Training, random)).ToList();
            Assert.InRange(drawn.Count(lines.Contains), 10, 199);
        }
    }

    /// <summary>A line that is always the same would be learnt by heart instead of copied.</summary>
    [Fact]
    public void A_varied_value_has_other_words_in_the_same_grammar()
    {
        var random = new PythonRandom(4);
        Assert.All(WorldFiles.Lines("values", "fault"), line => Assert.NotEqual(line, Many(line, "fault").First(v => v != line)));
        Assert.All(Many("has a crack in the lid", "fault"), v => Assert.Matches(@"^has a \w+ in the \w+$", v));
        Assert.InRange(Many("has a crack in the lid", "fault").Distinct().Count(), 40, 50);
        Assert.All(Many("next Friday, 3 May", "date"), v => Assert.Matches("^next [A-Z][a-z]+day, (1?[0-9]) [A-Z][a-z]+$", v));
        Assert.All(Many("quarter past 11:45 am", "time"), v => Assert.Matches("^quarter past 1?[0-9]:[345][0-9] am$", v));
        Assert.All(Many("AB-10293", "code"), v => Assert.Matches(@"^\p{Lu}[\p{L}'’]*-[1-9][0-9]{4}$", v));
        Assert.Equal("in the", ValueVariation.Of("in the", "place", random));

        IEnumerable<string> Many(string line, string values) => [.. Enumerable.Range(0, 50).Select(_ => ValueVariation.Of(line, values, random))];
    }

    /// <summary>The requests that models are measured with are in words that nothing learns from.</summary>
    [Fact]
    public void No_wording_is_one_of_the_natural_requests()
    {
        var learnt = DocumentKind.All.SelectMany(k => k.Openings).Select(o => Bare(o.Text)).ToHashSet(StringComparer.Ordinal);
        Assert.All(NaturalRequest.Goals.Select(NaturalRequest.Of), request =>
        {
            var text = request.Told.Aggregate(request.Message, (t, slot) => t.Replace(request.Values[slot], "{x}", StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(Bare(text), learnt);
        });
    }

    private static string Bare(string text) => string.Concat(Placeholder().Replace(text, "").Where(char.IsLetter)).ToLowerInvariant();

    private static string[] Placeholders(string text) => [.. Placeholder().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
