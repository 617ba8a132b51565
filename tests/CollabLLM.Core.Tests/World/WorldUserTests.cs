using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.World;

namespace CollabLLM.Core.Tests.World;

public sealed class WorldUserTests
{
    private const string Signal = "[[TERMINATE CHAT]]";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_assistant_that_asks_for_what_is_missing_gets_everything_right(bool terse)
    {
        var user = new WorldUser(terse ? WorldUserOptions.Terse : WorldUserOptions.Cooperative);
        foreach (var goal in DocumentWishes.Goals(60, ValuePart.HeldOut, 1))
        {
            var wish = DocumentWishes.Of(goal);
            List<TranscriptMessage> messages = [];
            for (var turn = 0; turn < 12; turn++)
            {
                var said = await SayAsync(user, goal, messages);
                messages.Add(new(MessageRole.User, said.Text));
                if (said.Text.Contains(Signal, StringComparison.Ordinal)) break;
                messages.Add(new(MessageRole.Assistant, Reply(wish, messages, turn)));
            }
            Assert.EndsWith(Signal, messages[^1].Content, StringComparison.Ordinal);
            Assert.Equal(1, DocumentScore.Of(wish, messages).Share);
        }
    }

    [Fact]
    public async Task A_wrong_document_is_corrected_and_silence_is_left()
    {
        var user = new WorldUser(new() { CompleteShare = 1, OverlookShare = 0 });
        var goal = DocumentWishes.Goals(1, ValuePart.Training, 3)[0];
        var wish = DocumentWishes.Of(goal);
        var slot = wish.Slots.First();
        var wrong = DocumentWriter.Marked(wish.Kind, DocumentWriter.Text(wish.With(slot.Name, "Nobody Atall"), 0));
        List<TranscriptMessage> messages = [new(MessageRole.User, "x"), new(MessageRole.Assistant, wrong)];
        var said = await SayAsync(user, goal, messages);
        Assert.Contains(wish.Values[slot.Name], said.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(slot.Name, (string?)said.Note!["wrong"]![0]);

        messages = [new(MessageRole.User, "x")];
        for (var i = 0; i < 2; i++) messages.AddRange([new(MessageRole.Assistant, "Hm."), new(MessageRole.User, "Please write.")]);
        messages.Add(new(MessageRole.Assistant, "Hm."));
        Assert.True((await SayAsync(user, goal, messages)).Left);
    }

    [Fact]
    public async Task Some_invented_facts_are_overlooked_for_good_and_brackets_never()
    {
        var user = new WorldUser(new() { CompleteShare = 1, OverlookShare = 0.5 });
        var (overlooked, goals) = (0, DocumentWishes.Goals(200, ValuePart.Training, 8));
        foreach (var goal in goals)
        {
            var wish = DocumentWishes.Of(goal);
            var slot = wish.Slots.First(s => s.IsNeeded);
            var talk = Talk(DocumentWriter.Text(wish.With(slot.Name, "Nobody Atall"), 0));
            var ends = (await SayAsync(user, goal, talk)).Text.Contains(Signal, StringComparison.Ordinal);
            if (ends) overlooked++;
            Assert.Equal(ends, (await SayAsync(user, goal, [.. talk, new(MessageRole.User, "Hm."), talk[1]])).Text.Contains(Signal, StringComparison.Ordinal));
            var open = wish with { Values = wish.Values.Where(v => v.Key != slot.Name).ToDictionary() };
            Assert.DoesNotContain(Signal, (await SayAsync(user, goal, Talk(DocumentWriter.Text(open, wish.WrittenTone, wish.IsLong ?? false, new PythonRandom(0))))).Text, StringComparison.Ordinal);

            List<TranscriptMessage> Talk(string document) => [new(MessageRole.User, "x"), new(MessageRole.Assistant, DocumentWriter.Marked(wish.Kind, document))];
        }
        Assert.InRange(overlooked, 75, 125);
    }

    [Fact]
    public async Task The_same_turn_gives_the_same_words_and_a_complete_request_holds_everything()
    {
        foreach (var goal in DocumentWishes.Goals(20, ValuePart.Training, 5))
        {
            var user = new WorldUser(new() { CompleteShare = 1 });
            var first = await SayAsync(user, goal, []);
            Assert.Equal(first.Text, (await SayAsync(user, goal, [])).Text);
            Assert.All(DocumentWishes.Of(goal).Values.Values, v => Assert.Contains(v, first.Text, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Every_known_question_finds_its_slot_and_so_do_others()
    {
        foreach (var kind in DocumentKind.All)
        {
            foreach (var slot in kind.Slots.Where(s => s.IsNeeded))
            {
                Assert.All(kind.Texts($"{slot.Name}.ask"), a => Assert.Equal(slot.Name, SlotFinder.Find(kind, a.Split(" | ")[0])));
            }
        }
        var invitation = DocumentKind.Get("invitation");
        Assert.Equal("time", SlotFinder.Find(invitation, "What time does it begin?"));
        Assert.Equal("place", SlotFinder.Find(invitation, "Which place is it?"));
        Assert.Equal("tone", SlotFinder.Find(invitation, "Which tone do you want?"));
        Assert.Null(SlotFinder.Find(invitation, "Do you like music?"));
    }

    /// <summary>Knows the wish, and asks for two of what nobody has said yet.</summary>
    private static string Reply(DocumentWish wish, List<TranscriptMessage> messages, int turn)
    {
        var said = string.Join(' ', messages.Where(m => m.Role == MessageRole.User).Select(m => m.Content));
        List<string> missing = [.. wish.Slots.Where(s => s.IsNeeded && !said.Contains(wish.Values[s.Name], StringComparison.OrdinalIgnoreCase)).Select(s => s.Name)];
        if (missing.Count > 0) return AssistantTalk.Ask(wish.Kind, [.. missing.Take(2)], new PythonRandom(turn));
        var style = DocumentScore.LastDocument(messages) is null ? wish with { Tone = null, IsLong = null } : wish;
        return AssistantTalk.Give(wish.Kind, DocumentWriter.Text(style, turn), false, true, new PythonRandom(turn));
    }

    private static Task<UserReply> SayAsync(WorldUser user, Goal goal, List<TranscriptMessage> messages) => user.SpeakAsync(
        new UserTurn { Goal = goal, Messages = messages, Address = $"{goal.Id}/{messages.Count}", Seed = 1 }, TestContext.Current.CancellationToken);
}
