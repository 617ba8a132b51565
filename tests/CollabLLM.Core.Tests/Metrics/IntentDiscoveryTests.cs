using System.Text.Json.Nodes;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Intents;

namespace CollabLLM.Core.Tests.Metrics;

public sealed class IntentDiscoveryTests
{
    [Fact]
    public async Task Coverage_and_hit_rate_are_two_things()
    {
        var subject = Subject("What budget do you have? And what is your favourite colour?", "Which vegetarian dishes?");
        var coverage = await Metric("intent_coverage").ScoreAsync(subject, CancellationToken.None);
        var hits = await Metric("intent_hit_rate").ScoreAsync(subject, CancellationToken.None);
        // budget and vegetarian of four intents; two of three questions
        Assert.Equal(0.5, coverage.Value);
        Assert.Equal(2.0 / 3, hits.Value!.Value, 12);
        Assert.Equal(coverage.Parts, hits.Parts);
    }

    [Fact]
    public async Task Nothing_asked_is_no_hit_rate_and_no_coverage()
    {
        var subject = Subject("Here is a menu.");
        Assert.Equal(0, (await Metric("intent_coverage").ScoreAsync(subject, CancellationToken.None)).Value);
        Assert.NotNull((await Metric("intent_hit_rate").ScoreAsync(subject, CancellationToken.None)).Failure);
    }

    private static IMetric Metric(string name) => IntentDiscoveryMetric.Entries().Single(e => e.Name == name).Create();

    private static MetricSubject Subject(params string[] replies)
    {
        var subject = Subjects.Conversation("", [.. replies.SelectMany(r => new[] { "hm", r })]);
        var intents = new JsonArray("a budget of forty euros", "vegetarian food only", "no nuts because of Ada", "three courses");
        return subject with { Goal = subject.Goal with { Metadata = new() { ["opening"] = "help me with a dinner", ["intents"] = intents } } };
    }
}
