using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Judged;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Tests.Calls;

namespace CollabLLM.Core.Tests.Metrics.Judged;

/// <summary>The judge says what a test makes it say.</summary>
public sealed class JudgedMetricTests
{
    private static readonly MetricSubject Talk = new()
    {
        Goal = new Goal("g", "Add 2 and 2.", "4"),
        Messages = [new(MessageRole.User, "add"), new(MessageRole.Assistant, "It is 4."), new(MessageRole.User, "thanks [[TERMINATE CHAT]]")],
        Address = "a",
        Seed = 1,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("accuracy", """{"thought":"same","accuracy":1}""", 1)]
    [InlineData("accuracy", """{"thought":"other","accuracy":0}""", 0)]
    [InlineData("interactivity", """{"thought":"fine","interactivity":0.75}""", 0.75)]
    [InlineData("interactivity_1_3", """{"thought":"fine","interactivity":0.75}""", 2.5)]
    [InlineData("interactivity_rescaled", """{"thought":"fine","interactivity":0.75}""", 0)]
    [InlineData("interactivity_rescaled", """{"thought":"fine","interactivity":0}""", -3)]
    [InlineData("interactivity_uqs", """{"thought":"fine","U":1,"Q":0.7,"S":0.3}""", (1 + 0.7 + 0.3) / 3)]
    [InlineData("helpfulness", """{"helpfulness":{"thought":"fine","score":0.6}}""", 0.6)]
    public async Task The_score_is_what_the_judge_says(string metric, string reply, double expected)
    {
        var judge = new HandModel(_ => reply);
        var score = await Metric(metric, judge).ScoreAsync(Talk, Token);
        Assert.Equal(expected, score.Value!.Value, 1e-12);
        Assert.Equal(metric.StartsWith("interactivity", StringComparison.Ordinal) && !metric.EndsWith("uqs", StringComparison.Ordinal) ? "interactivity" : metric, score.Prompt!.Name);
        Assert.Equal(1, score.Usage.Calls);
        // The judge does not see how conversations end.
        Assert.All(judge.Heard, messages => Assert.DoesNotContain("TERMINATE", messages[^1].Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("accuracy", "I would say it is right.")]
    [InlineData("interactivity", """{"thought":"fine","interactivity":7}""")]
    [InlineData("interactivity_uqs", """{"thought":"fine","U":1,"Q":0.7}""")]
    public async Task What_cannot_be_read_is_a_failure_after_one_repair_and_never_a_score(string metric, string reply)
    {
        var judge = new HandModel(_ => reply);
        var score = await Metric(metric, judge).ScoreAsync(Talk, Token);
        Assert.Null(score.Value);
        Assert.Equal(FailureKind.Model, score.Failure!.Kind);
        Assert.Equal(2, judge.Asked);
    }

    [Fact]
    public async Task A_scale_is_named_and_the_spread_of_repeats_is_on_it_too()
    {
        var judge = new HandModel((_, asked, _) => Task.FromResult($$"""{"thought":"x","interactivity":{{(asked == 1 ? "0.5" : "1")}}}"""));
        var metric = JudgedMetrics.Entries(() => new(Caller(), new(judge.Named(), Repeats: 2))).Single(e => e.Name == "interactivity_rescaled");
        var score = await metric.Create().ScoreAsync(Talk, Token);
        // −1 and 1 on the paper's scale
        Assert.Equal(0, score.Value!.Value, 1e-12);
        Assert.Equal(0.75, score.Parts["raw"], 1e-12);
        Assert.Equal(Math.Sqrt(2), score.Parts["sd"], 1e-12);
        Assert.Equal((InteractivityScale.Rescaled, InteractivityScale.Rescaled), (score.Scale, metric.Scale));
    }

    [Fact]
    public async Task No_answer_is_a_failure_of_the_infrastructure()
    {
        var judge = new HandModel((_, _, _) => throw new HttpRequestException("refused"));
        var score = await Metric("accuracy", judge).ScoreAsync(Talk, Token);
        Assert.Equal((null, FailureKind.Infrastructure), (score.Value, score.Failure!.Kind));
    }

    [Fact]
    public async Task A_document_between_its_marks_is_taken_as_it_stands_without_a_call()
    {
        var judge = new HandModel(_ => throw new InvalidOperationException("nobody should ask"));
        var talk = Talk with
        {
            Messages = [new(MessageRole.Assistant, "<document title=\"A\">\nold \"text\"\n</document>"), new(MessageRole.Assistant, "Better:\n<document title=\"A\">\nIt's \"new\"\n</document>\nGood?")],
        };
        Assert.Equal("It's \"new\"", (await Extractor(judge).ExtractAsync(talk, "document", Token)).Text!.Trim());
        Assert.Equal(0, judge.Asked);
    }

    [Theory]
    [InlineData("<document title=\"A\">\nhalf of the")]
    [InlineData("<document title=\"A\">\nold\n</document>", "<document title=\"A\">\nhalf of the")]
    public async Task A_document_that_was_cut_off_is_asked_for_and_is_no_block_to_take(params string[] replies)
    {
        var judge = new HandModel(_ => """{"thought":"x","take":null,"final_completion":"the whole"}""");
        var talk = Talk with { Messages = [.. replies.Select(r => new TranscriptMessage(MessageRole.Assistant, r))] };
        Assert.Null(CollabLLM.Core.Metrics.Judged.Extractor.Verbatim(talk, "document"));
        Assert.Equal("the whole", (await Extractor(judge).ExtractAsync(talk, "document", Token)).Text);
        Assert.Equal(1, judge.Asked);
        var blocks = judge.Heard.Single()[^1].Text.Split("These are the documents", 2);
        Assert.Equal(replies.Length > 1, blocks.Length > 1);
        Assert.DoesNotContain("half", blocks.ElementAtOrDefault(1) ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_was_written_anew_after_a_cut_off_one_is_taken_as_it_stands()
    {
        var judge = new HandModel(_ => throw new InvalidOperationException("nobody should ask"));
        var talk = Talk with
        {
            Messages = [new(MessageRole.Assistant, "<document title=\"A\">\nhalf of"), new(MessageRole.Assistant, "<document title=\"A\">\nall of it\n</document>")],
        };
        Assert.Equal("all of it", (await Extractor(judge).ExtractAsync(talk, "document", Token)).Text);
    }

    [Fact]
    public async Task A_block_that_is_named_is_taken_verbatim()
    {
        var judge = new HandModel(_ => """{"thought":"the second","take":"2","final_completion":null}""");
        var talk = Talk with { Messages = [new(MessageRole.Assistant, "```python\nprint('a')\n```\nor\n```python\nprint(\"b's\")\n```")] };
        Assert.Equal("print(\"b's\")", (await Extractor(judge).ExtractAsync(talk, "runnable code", Token)).Text);
    }

    /// <summary>Small models write a sentence where the number should stand.</summary>
    [Theory]
    [InlineData("\"Block 1.\"", "\"\"", "print('a')")]
    [InlineData("\"none of them\"", "\"written out\"", "written out")]
    [InlineData("null", "\"\"", "")]
    [InlineData("\"I will now make sure that everything that is written here is right\"", "\"\"", null)]
    [InlineData("null", "null", null)]
    public async Task A_text_that_is_written_out_counts_where_no_block_is_named(string take, string written, string? expected)
    {
        var judge = new HandModel(_ => $$"""{"thought":"x","take":{{take}},"final_completion":{{written}}}""");
        var talk = Talk with { Messages = [new(MessageRole.Assistant, "```python\nprint('a')\n```")] };
        var extraction = await Extractor(judge).ExtractAsync(talk, "runnable code", Token);
        Assert.Equal(expected, extraction.Text);
        if (take.Length > 40) Assert.Contains("take is \"I will now make sure that everything tha…\", and there is no such block.", extraction.Failure!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_is_not_there_is_asked_for_again_and_then_a_failure()
    {
        var judge = new HandModel(_ => """{"thought":"the ninth","take":"9","final_completion":null}""");
        var extraction = await Extractor(judge).ExtractAsync(Talk, "runnable code", Token);
        Assert.Null(extraction.Text);
        Assert.Equal(FailureKind.Model, extraction.Failure!.Kind);
        Assert.Equal(3, judge.Asked);
    }

    [Fact]
    public async Task Where_nothing_was_said_there_is_nothing_to_take() =>
        Assert.Equal("", (await Extractor(new HandModel(_ => "")).ExtractAsync(Talk with { Messages = [] }, "document", Token)).Text);

    private static PromptCaller Caller() => new(new CallRunner(new(), TimeProvider.System, retry: new(1, TimeSpan.Zero, TimeSpan.Zero)), PromptLibrary.Shipped);

    private static Extractor Extractor(HandModel model) => new(Caller(), new(model.Named()));

    private static IMetric Metric(string name, HandModel model) => JudgedMetrics.Entries(() => new(Caller(), new(model.Named()))).Single(e => e.Name == name).Create();
}
