using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.World;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Cycles;
using CollabLLM.Training.Tests.Files;

namespace CollabLLM.Training.Tests.Cycles;

public sealed class CycleExamplesTests
{
    private static readonly DocumentWish Wish = new(
        DocumentKind.Get("invitation"),
        new Dictionary<string, string> { ["who"] = "Lena Roth", ["event"] = "the garden party", ["date"] = "3 May", ["time"] = "6:30 pm", ["place"] = "the barn" },
        null,
        null);

    [Fact]
    public void Shuffled_scores_are_the_same_ones_at_other_replies()
    {
        var rows = Enumerable.Range(0, 40).Select(i => Row($"reply {i}", i)).ToList();
        var shuffled = CycleExamples.Shuffled(rows, 1);
        Assert.Equal(rows.Select(r => r.Score).Order(), shuffled.Select(r => r.Score).Order());
        Assert.Equal(rows.Select(r => r.Completion), shuffled.Select(r => r.Completion));
        Assert.NotEqual(rows.Select(r => r.Score), shuffled.Select(r => r.Score));
        Assert.Equal(shuffled.Select(r => r.Score), CycleExamples.Shuffled(rows, 1).Select(r => r.Score));
        Assert.NotEqual(CycleExamples.Random(rows, 1).Select(r => r.Score), CycleExamples.Random(rows, 2).Select(r => r.Score));
    }

    [Fact]
    public void Replies_differ_by_their_rewards_or_not()
    {
        Assert.True(CycleExamples.Differ([Row("a", 1), Row("b", 0.5)], 0.5));
        Assert.False(CycleExamples.Differ([Row("a", 1), Row("b", 0.6)], 0.5));
        MultiturnRow[] rows = [Row("a", 1), Row("b", 0.6), Row("c", 1) with { TurnId = 3 }, Row("d", 0.8) with { TurnId = 3 }, Row("e", 0.1) with { TurnId = 3 }];
        Assert.Equal(["c", "d", "e"], CycleExamples.Differing(rows, 0.5).Select(r => r.Completion));
    }

    [Fact]
    public void Rehearsed_answers_are_learnt_as_they_are_where_they_fit()
    {
        using var folder = new TemporaryFolder();
        using var policy = Torch.Load(Toy.Model(folder));
        var documents = CycleExamples.Rehearsed([new("Who are you?", "I am the toy."), new(new string('x', 5000), "Too long.")], new(policy));
        Assert.Contains("I am the toy.", policy.Tokenizer!.Decode(Assert.Single(documents).Tokens), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_smaller_window_sees_less_of_the_same_futures()
    {
        var document = DocumentWriter.Marked(Wish.Kind, DocumentWriter.Text(Wish, 1));
        TranscriptMessage[] session =
        [
            new(MessageRole.User, "I need an invitation."), new(MessageRole.Assistant, "For whom?"), new(MessageRole.User, "For Lena Roth."), new(MessageRole.Assistant, document), new(MessageRole.User, "Thanks."),
        ];
        var row = Row("For whom?", null) with { Sessions = [session] };
        var right = new RewardWeights { Fields = 0, Right = 1, Interactivity = 0, Tokens = 0 }.Rule();
        Assert.Equal(0, await ScoreAsync(0));
        Assert.Equal(1, await ScoreAsync(1));
        Assert.Equal(1, await ScoreAsync(3));

        async Task<double?> ScoreAsync(int window) => (await WorldData.RescoreAsync([row], right, window, TestContext.Current.CancellationToken)).Single().Score;
    }

    private static MultiturnRow Row(string reply, double? score)
    {
        var goal = DocumentWishes.Goal(Wish, "1");
        return new()
        {
            Conversation = ConversationId.Of(1),
            TurnId = 1,
            Prompt = [new(MessageRole.User, "I need an invitation.")],
            Completion = reply,
            Score = score,
            SingleTurnPrompt = goal.Prompt,
            SingleTurnCompletion = goal.Completion,
            SingleTurnMetadata = goal.Metadata,
        };
    }
}
