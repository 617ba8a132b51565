using CollabLLM.Core.Conversations;
using CollabLLM.Core.Documents;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.World;

namespace CollabLLM.Core.Tests.World;

public sealed class DialogueTests
{
    [Fact]
    public void Each_ends_with_the_assistant_and_with_everything_right()
    {
        var random = new PythonRandom(11);
        var (asked, foreign, prefixed) = (0, 0, 0);
        for (var i = 0; i < 1500; i++)
        {
            var dialogue = DialogueWriter.Write(new(), ValuePart.Training, random);
            var messages = dialogue.Messages;
            if (messages[0].Role == MessageRole.System)
            {
                prefixed++;
                messages = [.. messages.Skip(1)];
            }
            Assert.All(messages, (m, at) => Assert.Equal(at % 2 == 0 ? MessageRole.User : MessageRole.Assistant, m.Role));
            Assert.Equal(MessageRole.Assistant, messages[^1].Role);
            Assert.DoesNotContain(messages, m => m.Content.Contains('{', StringComparison.Ordinal) && dialogue.Wish is not null && DocumentParser.Find(m.Content).Count > 0);
            if (dialogue.Wish is not { } wish)
            {
                foreign++;
                Assert.All(messages.Where(m => m.Role == MessageRole.Assistant), m => Assert.True(HonestReply.Is(m.Content)));
                continue;
            }
            var score = DocumentScore.Of(wish, messages);
            Assert.True(score.Wrong.Count == 0 || score.Wrong.All(w => Skipped(messages, wish, w)), string.Join('\n', messages.Select(m => $"{m.Role}: {m.Content}")) + $"\n{string.Join(',', score.Wrong)}");
            foreach (var message in messages.Where(m => m.Content.Contains("<ask>", StringComparison.Ordinal)))
            {
                asked++;
                var card = Assert.Single(ReplyText.Split(message.Content, finished: true).OfType<QuestionsPart>()).Block;
                Assert.InRange(card.Questions.Count, 1, 2);
                Assert.All(card.Questions, q => Assert.True(q.Options.Count >= 2));
                Assert.NotNull(card.Skip);
            }
        }
        Assert.InRange(asked, 400, 1200);
        Assert.InRange(foreign, 80, 250);
        Assert.InRange(prefixed, 240, 360);

        static bool Skipped(IReadOnlyList<TranscriptMessage> messages, DocumentWish wish, string slot) =>
            messages.Any(m => m.Content.Contains($"[{wish.Kind.Slot(slot).Title}]", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_seed_writes_the_same_dialogues()
    {
        Assert.Equal(Text(2), Text(2));
        Assert.NotEqual(Text(2), Text(3));

        static string Text(long seed)
        {
            var random = new PythonRandom(seed);
            return string.Join('\n', Enumerable.Range(0, 20).SelectMany(_ => DialogueWriter.Write(new(), ValuePart.Training, random).Messages.Select(m => m.Content)));
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    public void Habits_decide_whether_it_asks(double share)
    {
        var random = new PythonRandom(4);
        for (var i = 0; i < 200; i++)
        {
            var dialogue = DialogueWriter.Write(new() { AskShare = share, ProactiveAskShare = share, CompleteShare = 0, ForeignShare = 0 }, ValuePart.Training, random);
            Assert.Equal(share > 0, dialogue.Messages.First(m => m.Role == MessageRole.Assistant).Content.Contains("<ask>", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_outside_the_world_has_no_slots_left_in_it()
    {
        var random = new PythonRandom(9);
        for (var i = 0; i < 3000; i++)
        {
            var request = ForeignRequests.Draw(random);
            Assert.DoesNotMatch(@"\{(n|v|thing|things|adj|person|city|place|date|does|Does|company|colourword|verbcode)\}", request.Text);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_honest_reply_is_known_and_an_evasive_one_is_not(bool greets)
    {
        var random = new PythonRandom(1);
        var reply = HonestReply.Say(greets, random);
        Assert.True(HonestReply.Is(reply));
        Assert.False(HonestReply.Is($"{reply}\n<document title=\"x\">\ny\n</document>"));
        Assert.False(HonestReply.Is("I am a large model."));
    }
}
