using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Effort;
using CollabLLM.Core.Metrics.Text;

namespace CollabLLM.Core.Tests.Metrics;

public sealed class EffortTests
{
    [Theory]
    [InlineData("hello world", 2)]
    [InlineData("", 0)]
    [InlineData("tiktoken is great!", 6)]
    public void Tokens_are_those_of_cl100k(string text, int count) => Assert.Equal(count, Cl100k.Count(text));

    /// <summary>One token as a control token, several as what somebody wrote.</summary>
    [Fact]
    public void The_name_of_a_control_token_is_a_text()
    {
        Assert.True(Cl100k.Count("<|endoftext|>") > 3, "more than the one control token");
        Assert.Equal(Cl100k.Count("a <|") + Cl100k.Count("endoftext|> b"), Cl100k.Count("a <|endoftext|> b"));
    }

    [Fact]
    public async Task Reading_typing_and_turns_are_counted_apart()
    {
        var subject = Subjects.Conversation("", "hello world", "hello", "hello world hello", "world", "hello");
        Assert.Equal(new(2, 6, 2), ConversationEffort.Of(subject.Messages));
        var registry = new MetricRegistry();
        registry.AddRange(EffortMetric.Entries);
        foreach (var (name, value) in new Dictionary<string, double> { ["token_amount"] = 0.002, ["tokens_read"] = 2, ["tokens_typed"] = 6, ["turns"] = 2 })
        {
            Assert.Equal(value, (await registry.Create(name).ScoreAsync(subject, CancellationToken.None)).Value);
        }
    }

    [Fact]
    public async Task A_pair_has_no_effort()
    {
        var metric = EffortMetric.Entries.First().Create();
        var e = await Assert.ThrowsAsync<InputException>(() => metric.ScoreAsync(Subjects.Pair("a", "b"), CancellationToken.None));
        Assert.Equal("Goal 1: messages is missing: token_amount scores a conversation.", e.Message);
    }

    [Fact]
    public async Task A_conversation_has_no_text_until_one_is_taken_out()
    {
        var metric = TextMetric.Entries.First().Create();
        var e = await Assert.ThrowsAsync<InputException>(() => metric.ScoreAsync(Subjects.Conversation("the text", "hi"), CancellationToken.None));
        Assert.Equal("Goal 7: completion is missing: bleu scores a text, so take one out of the conversation, as in document->bleu.", e.Message);
        var made = Subjects.Conversation("", "hi") with { Completion = "a text" };
        await Assert.ThrowsAsync<InputException>(() => metric.ScoreAsync(made, CancellationToken.None));
    }
}
