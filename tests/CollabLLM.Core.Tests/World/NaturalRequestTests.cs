using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.World;

namespace CollabLLM.Core.Tests.World;

public sealed class NaturalRequestTests
{
    private static readonly NaturalUser User = new();

    [Fact]
    public void Every_request_says_what_it_tells_and_answers_the_rest()
    {
        Assert.Equal(160, NaturalRequest.Count);
        Assert.All(NaturalRequest.Goals, goal =>
        {
            var request = NaturalRequest.Of(goal);
            Assert.Superset(DocumentKind.Get(request.Kind).Slots.Where(s => s.IsNeeded).Select(s => s.Name).ToHashSet(), request.Values.Keys.ToHashSet());
            Assert.Equal(request.Values.Keys.Order(), request.Told.Concat(request.Answers.Keys).Order());
            Assert.All(request.Told, slot => Assert.Contains(request.Values[slot], request.Message, StringComparison.OrdinalIgnoreCase));
            Assert.All(request.Answers, answer => Assert.Contains(request.Values[answer.Key], answer.Value, StringComparison.OrdinalIgnoreCase));
        });
        Assert.All(NaturalRequest.Goals.GroupBy(g => NaturalRequest.Of(g).Kind), kind => Assert.Equal((20, 8), (kind.Count(), kind.Count(g => NaturalRequest.Of(g).IsComplete))));
    }

    [Fact]
    public async Task Asked_for_everything_its_user_tells_everything_and_leaves_with_the_first_document()
    {
        foreach (var goal in NaturalRequest.Goals)
        {
            var request = NaturalRequest.Of(goal);
            var kind = DocumentKind.Get(request.Kind);
            List<TranscriptMessage> messages = [new(MessageRole.User, (await SayAsync(goal, [])).Text)];
            Assert.Equal(request.Message, messages[0].Content);
            foreach (var slot in request.Answers.Keys.Where(s => kind.Slot(s).IsNeeded))
            {
                messages.Add(new(MessageRole.Assistant, $"<ask>\n{kind.Texts($"{slot}.ask")[0]}\n</ask>"));
                var said = (await SayAsync(goal, messages)).Text;
                Assert.Equal(request.Answers[slot], said);
                messages.Add(new(MessageRole.User, said));
            }
            messages.Add(new(MessageRole.Assistant, "What else?"));
            Assert.Equal("I do not mind, decide for me.", (await SayAsync(goal, messages)).Text);
            messages[^1] = new(MessageRole.Assistant, DocumentWriter.Marked(kind, "Anything."));
            Assert.EndsWith(NaturalUser.TerminationSignal, (await SayAsync(goal, messages)).Text, StringComparison.Ordinal);
            messages[^1] = new(MessageRole.Assistant, "Hm.");
            Assert.True((await SayAsync(goal, messages)).Left);
        }
    }

    [Fact]
    public void Messages_for_no_document_are_of_two_kinds_and_none_is_learnt_from()
    {
        Assert.Equal(["other requests", "small talk"], NaturalRequest.Foreign.Keys.Order());
        Assert.All(NaturalRequest.Foreign.Values, texts => Assert.Equal(60, texts.Distinct().Count()));
        var random = new PythonRandom(1);
        var learnt = Enumerable.Range(0, 5_000).Select(_ => ForeignRequests.Draw(random).Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(NaturalRequest.Foreign.Values.SelectMany(t => t), learnt.Contains);
    }

    [Fact]
    public void A_goal_of_another_kind_is_refused() =>
        Assert.Contains("request", Assert.Throws<InputException>(() => NaturalRequest.Of(DocumentWishes.Goals(1, ValuePart.HeldOut, 1)[0])).Message, StringComparison.Ordinal);

    private static Task<UserReply> SayAsync(Goal goal, IReadOnlyList<TranscriptMessage> messages) =>
        User.SpeakAsync(new() { Goal = goal, Messages = messages, Address = goal.Id, Seed = 1 }, TestContext.Current.CancellationToken);
}
