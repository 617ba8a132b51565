using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Effort;
using CollabLLM.Core.Metrics.Text;

namespace CollabLLM.Core.Tests.Metrics;

public sealed class MetricSetTests
{
    private static readonly CallUsage OneCall = new(1, 10, 5, 0.5m);
    private int _extractions;

    [Fact]
    public async Task Metrics_of_one_artefact_share_its_extraction()
    {
        var set = Set(["document->a", "document->b", "code->a", "b"], ("a", s => s.Completion!.Length), ("b", s => s.Completion?.Length ?? -1));
        var results = await set.ScoreAsync(Subjects.Conversation("", "hello"), CancellationToken.None);
        Assert.Equal(2, _extractions);
        Assert.Equal(["document->a", "document->b", "code->a", "b"], results.Scores.Keys);
        Assert.Equal([8, 8, 4, -1], results.Scores.Values.Select(s => s.Value!.Value));
        Assert.Equal(new(2, 20, 10, 1), results.Usage);
    }

    [Fact]
    public async Task One_metric_that_breaks_leaves_the_others_alone()
    {
        var set = Set(["bad", "good"], ("bad", _ => throw new InvalidOperationException("the plug-in is confused")), ("good", _ => 1));
        var scores = (await set.ScoreAsync(Subjects.Conversation("", "hello"), CancellationToken.None)).Scores;
        Assert.Null(scores["bad"].Value);
        Assert.Equal(new(FailureKind.Infrastructure, "The metric bad broke off: the plug-in is confused"), scores["bad"].Failure);
        Assert.Equal(1, scores["good"].Value);
    }

    [Fact]
    public async Task A_failed_extraction_is_the_failure_of_its_metrics_and_no_other()
    {
        var failure = new Failure(FailureKind.Model, "The extractor's reply could not be read.");
        var set = new MetricSet(
            ["document->a", "a"], Registry(("a", _ => 1)), (_, _, _) => Task.FromResult(Extraction.Failed(failure) with { Usage = OneCall }));
        var results = await set.ScoreAsync(Subjects.Conversation("", "hello"), CancellationToken.None);
        Assert.Equal(failure, results.Scores["document->a"].Failure);
        Assert.Equal(1, results.Scores["a"].Value);
        Assert.Equal(1, results.Usage.Calls);
    }

    [Fact]
    public async Task A_call_without_answer_keeps_its_cause()
    {
        var failure = new Failure(FailureKind.Infrastructure, "judge gave no answer.");
        var set = Set(["a"], ("a", _ => throw new CallFailedException(failure)));
        Assert.Equal(failure, (await set.ScoreAsync(Subjects.Conversation("", "hello"), CancellationToken.None)).Scores["a"].Failure);
    }

    [Fact]
    public async Task Input_budget_and_cancellation_are_not_failures_of_a_metric()
    {
        await Assert.ThrowsAsync<InputException>(() =>
            Set(["a"], ("a", _ => throw new InputException("Goal 7: messages is missing."))).ScoreAsync(Subjects.Pair("", ""), CancellationToken.None));
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var waiting = new PlayedMetric("a", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return MetricScore.Of(0);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new MetricSet([(new(null, "a"), waiting)]).ScoreAsync(Subjects.Pair("", ""), stop.Token));
    }

    [Fact]
    public void The_same_signature_twice_is_refused() =>
        Assert.Equal(
            "The metric document->a is given twice: one score would hide the other.",
            Assert.Throws<InputException>(() => Set(["document->a", "document -> a"], ("a", _ => 1))).Message);

    [Fact]
    public void An_arrow_needs_an_extractor() =>
        Assert.Contains(
            "document->a needs a model that takes the document out",
            Assert.Throws<InputException>(() => new MetricSet(["document->a"], Registry(("a", _ => 1)))).Message,
            StringComparison.Ordinal);

    /// <summary>Before anything is paid: also of metrics whose text is taken out later.</summary>
    [Theory]
    [InlineData("document->bleu", "single_turn_completion is missing: bleu compares with it.")]
    [InlineData("bleu", "completion is missing: bleu scores a text")]
    [InlineData("token_amount", null)]
    public void What_a_subject_lacks_can_be_asked_before(string signature, string? words)
    {
        var registry = new MetricRegistry();
        registry.AddRange(TextMetric.Entries);
        registry.AddRange(EffortMetric.Entries);
        var set = new MetricSet([signature], registry, (_, _, _) => throw new InvalidOperationException("nobody should extract"));
        var missing = Record.Exception(() => set.Check(Subjects.Conversation("", "hi", "hello")));
        if (words is null) Assert.Null(missing);
        else Assert.Contains(words, Assert.IsType<InputException>(missing).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_artefact_is_taken_out_of_a_conversation_and_not_out_of_a_pair()
    {
        var registry = new MetricRegistry();
        registry.AddRange(TextMetric.Entries);
        var set = new MetricSet(["document->bleu"], registry, (_, _, _) => throw new InvalidOperationException("nobody should extract"));
        var missing = Assert.Throws<InputException>(() => set.Check(Subjects.Pair("a", "b")));
        Assert.Contains("messages is missing: document->bleu takes the document out of a conversation.", missing.Message, StringComparison.Ordinal);
    }

    private MetricSet Set(string[] signatures, params (string Name, Func<MetricSubject, double> Score)[] metrics) =>
        new(signatures, Registry(metrics), (_, type, _) =>
        {
            Interlocked.Increment(ref _extractions);
            return Task.FromResult(Extraction.Of(type) with { Usage = OneCall });
        });

    private static MetricRegistry Registry(params (string Name, Func<MetricSubject, double> Score)[] metrics)
    {
        var registry = new MetricRegistry();
        foreach (var (name, score) in metrics) registry.Add(new(name, "", "", () => new PlayedMetric(name, score)));
        return registry;
    }
}
