using CollabLLM.Core.Conversations;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.World;

namespace CollabLLM.Core.Tests.World;

public sealed class WorldMetricTests
{
    private static readonly DocumentWish Wish = new(
        DocumentKind.Get("invitation"),
        new Dictionary<string, string> { ["who"] = "Lena Roth", ["event"] = "the garden party", ["date"] = "3 May", ["time"] = "6:30 pm", ["place"] = "the barn" },
        null,
        null);

    private const string Partial = "Please write an invitation for Lena Roth to the garden party in the barn.";
    private const string All = $"{Partial} It is on 3 May at 6:30 pm.";

    [Fact]
    public void Asking_for_what_is_missing_and_suggesting_is_the_best()
    {
        Assert.Equal(new(1, 1, 1), Of(Partial, Ask("date", "time"), "It is on 3 May, at 6:30 pm.", Give(Wish, suggest: true)));
        Assert.Equal(new(1, 1, 0), Of(All, Give(Wish)));
    }

    [Fact]
    public void Guessing_costs_questions_and_asking_for_half_half_of_them()
    {
        Assert.Equal(new(1, 0, 0), Of(Partial, Give(Wish.With("date", "9 June").With("time", "noon"))));
        Assert.Equal(new(1, 0.5, 0), Of(Partial, Ask("time"), "6:30 pm", Give(Wish.With("date", "9 June"))));
    }

    [Fact]
    public void Asking_for_what_was_told_and_leaving_it_out_is_not_understanding()
    {
        Assert.Equal(new(0.5, 0, 0), Of(All, Ask("date", "time"), "It is on 3 May, at 6:30 pm.", Give(Wish)));
        Assert.Equal(new(0, 1, 0), Of(All, Give(Wish.With("place", "the hall"))));
        // Questions after the first document come too late to count as asking before it.
        Assert.Equal(new(1, 0, 0), Of(Partial, Give(Wish.With("date", "9 June").With("time", "noon")), "Hm.", Ask("date", "time")));
    }

    [Fact]
    public void What_runs_on_behind_a_document_is_no_suggestion()
    {
        Assert.Equal(new(1, 1, 0), Of(All, $"{Give(Wish)}ful evening: one more round of cake."));
        Assert.Equal(new(1, 1, 0), Of(All, $"{Give(Wish)}ful\n</document>\nI could add a line about parking."));
        Assert.Equal(new(1, 1, 0), Of(All, $"{Give(Wish)}\nSee you soon."));
        Assert.Equal(new(1, 1, 1), Of(All, $"{Give(Wish)}\nI could add a line about parking."));
    }

    [Fact]
    public async Task Metrics_score_conversations_and_refuse_goals_from_elsewhere()
    {
        var goal = DocumentWishes.Goal(Wish, "1");
        var subject = new MetricSubject { Goal = goal, Messages = Talk(Partial, Give(Wish.With("date", "9 June"))) };
        var scores = WorldMetric.Entries.ToDictionary(e => e.Name, e => e.Create());
        Assert.Equal(0.8, (await Score(WorldMetric.Fields)).Value!.Value, 12);
        Assert.Equal("wrong: date", (await Score(WorldMetric.Fields)).Note);
        Assert.Equal(0, (await Score(WorldMetric.Right)).Value);
        Assert.Equal(1.0 / 3, (await Score(WorldMetric.Interactivity)).Value!.Value, 12);
        Assert.Throws<InputException>(() => scores[WorldMetric.Right].Check(subject with { Goal = new("2", "Solve it.", "4") }));

        Task<MetricScore> Score(string name) => scores[name].ScoreAsync(subject, TestContext.Current.CancellationToken);
    }

    private static WorldInteractivity Of(params string[] texts) => WorldInteractivity.Of(Wish, Talk(texts));

    private static List<TranscriptMessage> Talk(params string[] texts) => [.. texts.Select((t, i) => new TranscriptMessage(i % 2 == 0 ? MessageRole.User : MessageRole.Assistant, t))];

    private static string Ask(params string[] slots) => AssistantTalk.Ask(Wish.Kind, slots, new PythonRandom(1));

    private static string Give(DocumentWish wish, bool suggest = false) => AssistantTalk.Give(wish.Kind, DocumentWriter.Text(wish, 1), false, suggest, new PythonRandom(1));
}
