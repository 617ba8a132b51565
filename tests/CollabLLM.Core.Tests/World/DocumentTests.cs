using CollabLLM.Core.Conversations;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.World;

namespace CollabLLM.Core.Tests.World;

public sealed class DocumentTests
{
    [Fact]
    public void There_are_the_eight_kinds_and_each_has_all_its_texts()
    {
        Assert.Equal(["announcement", "complaint", "invitation", "product", "sick_leave", "thanks", "todo_plan", "travel_plan"], DocumentKind.All.Select(k => k.Name));
        foreach (var kind in DocumentKind.All)
        {
            foreach (var slot in kind.Slots)
            {
                foreach (var section in (string[])[".clause", ".tell", slot.IsNeeded ? ".ask" : ".core"]) Assert.NotEmpty(kind.Texts(slot.Name + section));
                if (slot.IsNeeded && slot.Name != "who") Assert.All(["core.formal", "core.warm", "core.cheerful"], c => Assert.All(kind.Texts(c), t => Assert.Contains($"{{{slot.Name}}}", t, StringComparison.Ordinal)));
            }
            Assert.All(["extra.formal", "extra.warm", "extra.cheerful", "suggest"], s => Assert.NotEmpty(kind.Texts(s)));
        }
    }

    [Fact]
    public void A_written_document_gets_everything_right_and_every_field_counts()
    {
        var random = new PythonRandom(1);
        for (var i = 0; i < 1000; i++)
        {
            var wish = DocumentWishes.Draw((ValuePart)(i % 2), random);
            var score = DocumentScore.Of(wish, DocumentWriter.Text(wish, i));
            Assert.True(score.Share == 1, $"{string.Join(',', score.Wrong)} of {UserTalk.Complete(wish)}\n{DocumentWriter.Text(wish, i)}");
            foreach (var slot in wish.Slots)
            {
                var other = DocumentWriter.Text(wish.With(slot.Name, ValueMaker.Make(slot.Values, ValuePart.Training, random)), i);
                if (!other.Contains(wish.Values[slot.Name], StringComparison.OrdinalIgnoreCase)) Assert.Equal([slot.Name], DocumentScore.Of(wish, other).Wrong);
            }
            if (wish.Tone is { } tone) Assert.Equal(["tone"], DocumentScore.Of(wish, DocumentWriter.Text(wish with { Tone = (Tone)(((int)tone + 1) % 3) }, i)).Wrong);
            if (wish.IsLong is { } isLong) Assert.Equal(["length"], DocumentScore.Of(wish, DocumentWriter.Text(wish with { IsLong = !isLong }, i)).Wrong);
        }
    }

    [Fact]
    public void Nothing_is_right_where_there_is_no_document_and_part_of_a_value_is_not_the_value()
    {
        var wish = DocumentWishes.Draw(ValuePart.Training, new PythonRandom(3)) with { Tone = Tone.Formal, IsLong = false };
        Assert.Equal(0, DocumentScore.Of(wish, [new(MessageRole.User, "x"), new(MessageRole.Assistant, "no document")]).Right);
        var kind = DocumentKind.Get("invitation");
        var at = new DocumentWish(kind, new Dictionary<string, string> { ["time"] = "6:30 pm" }, null, null);
        Assert.Equal(0, DocumentScore.Of(at, "We meet at 16:30 pm.").Right);
        Assert.Equal(1, DocumentScore.Of(at, "We meet at 6:30\n PM.").Right);
    }

    [Fact]
    public void The_last_whole_document_counts()
    {
        var wish = new DocumentWish(DocumentKind.Get("invitation"), new Dictionary<string, string> { ["time"] = "noon" }, null, null);
        TranscriptMessage Assistant(string text) => new(MessageRole.Assistant, text);
        Assert.Equal(1, DocumentScore.Of(wish, [Assistant("<document title=\"I\">\nnoon\n</document>"), Assistant("Anything else?")]).Right);
        Assert.Equal(0, DocumentScore.Of(wish, [Assistant("<document title=\"I\">\nnoon\n</document>"), Assistant("<document title=\"I\">\nlater\n</document>")]).Right);
        Assert.Equal(1, DocumentScore.Of(wish, [Assistant("<document title=\"I\">\nnoon\n</document>"), Assistant("<document title=\"I\">\nlat")]).Right);
    }

    [Fact]
    public void No_value_is_in_both_parts()
    {
        var random = new PythonRandom(5);
        foreach (var slot in DocumentKind.All.SelectMany(k => k.Slots).DistinctBy(s => s.Values).Where(s => s.Values is not ("days" or "means" or "want" or "material" or "illness" or "colour")))
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.False(ValueMaker.IsHeldOut(ValueMaker.Make(slot.Values, ValuePart.Training, random)));
                Assert.True(ValueMaker.IsHeldOut(ValueMaker.Make(slot.Values, ValuePart.HeldOut, random)));
            }
        }
    }

    /// <summary>By its hash alone it would be held out, and every question card about a price shows it.</summary>
    [Fact]
    public void What_a_question_card_offers_is_no_held_out_value()
    {
        Assert.Contains("$49", DocumentKind.Offered);
        Assert.All(DocumentKind.Offered, value => Assert.False(ValueMaker.IsHeldOut(value)));
        Assert.True(ValueMaker.IsHeldOut("$57") || ValueMaker.IsHeldOut("$58") || Enumerable.Range(3, 60).Any(i => ValueMaker.IsHeldOut($"${i}")));
    }

    [Fact]
    public void A_wish_is_a_goal_and_back()
    {
        foreach (var goal in DocumentWishes.Goals(40, ValuePart.HeldOut, 7))
        {
            var wish = DocumentWishes.Of(goal);
            Assert.Equal(goal.Prompt, UserTalk.Complete(wish));
            Assert.Equal(1, DocumentScore.Of(wish, goal.Completion).Share);
        }
        var error = Assert.Throws<InputException>(() => DocumentWishes.Of(new("a", "b", "c")));
        Assert.StartsWith("Goal a is none of the small documents", error.Message, StringComparison.Ordinal);
    }
}
