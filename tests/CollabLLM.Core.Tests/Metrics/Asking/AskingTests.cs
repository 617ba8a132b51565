using System.IO.Compression;
using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Asking;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Tests.Calls;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.Metrics.Asking;

public sealed class AskingTests
{
    [Theory]
    [InlineData("Do you mean before or after the war?")]
    [InlineData("I can help with that. Which year do you mean?")]
    [InlineData("Which format?\n- PDF\n- Word")]
    [InlineData("Sure!\n<ask>\nHow long? | one page | two pages\nskip: one page\n</ask>")]
    [InlineData("Which year do you mean? If you do not know, I take 1849.")]
    [InlineData("Please clarify which John you mean.")]
    [InlineData("Could you tell me who \"he\" is?\"")]
    public void These_ask(string reply) => Assert.Equal(ReplyAction.Ask, ReplyClassifier.Of(reply));

    [Theory]
    [InlineData("A few more weeks.")]
    [InlineData("Yes, he went home. Is there anything else you would like to know?")]
    [InlineData("The answer is 7. Does that help?")]
    [InlineData("Did he go home? Yes, he did.")]
    [InlineData("Here it is. Let me know if you need more detail.")]
    [InlineData("```python\n# why?\nprint(1)\n```")]
    [InlineData("<document title=\"Letter\">\nHow are you?\n</document>")]
    [InlineData("")]
    public void These_answer(string reply) => Assert.Equal(ReplyAction.Answer, ReplyClassifier.Of(reply));

    /// <summary>People's clarifying questions and answers; three questions there lack their question mark.</summary>
    [Fact]
    public void People_of_Abg_CoQA_are_told_apart()
    {
        using var file = new GZipStream(File.OpenRead(SharedFolder.Require("data/abg-coqa/coqa_abg_val.json.gz")), CompressionMode.Decompress);
        var items = JsonNode.Parse(file)!["data"]!.AsArray();
        var report = ActionReport.Of(
            from item in items
            let ambiguous = (string)item!["ambiguity"]! == "ambiguous"
            let reply = (string)(ambiguous ? item["clarification_turn"]!["question"]! : item["target_turn"]!["answer"]!)!
            select (ambiguous, ReplyClassifier.Of(reply)));
        Assert.Equal((130, 962), (report.AmbiguousItems, report.ClearItems));
        Assert.Equal(127 / 130.0, report.AmbiguousAccuracy!.Value, 12);
        // two answers quote a request ("tell me ...") and read like one
        Assert.Equal(960 / 962.0, report.ClearAccuracy!.Value, 12);
    }

    /// <summary>By hand: 3 of 4 ambiguous asked, 1 of 6 clear asked.</summary>
    [Fact]
    public void The_report_has_every_number_of_the_papers_table()
    {
        var report = ActionReport.Of(
        [
            .. Enumerable.Repeat((true, ReplyAction.Ask), 3), (true, ReplyAction.Answer), (false, ReplyAction.Ask), .. Enumerable.Repeat((false, ReplyAction.Answer), 5),
        ]);
        Assert.Equal(0.75, report.AmbiguousAccuracy);
        Assert.Equal(5.0 / 6, report.ClearAccuracy);
        Assert.Equal((0.75 + 5.0 / 6) / 2, report.MacroAccuracy!.Value, 12);
        Assert.Equal(6.0 / 8, report.AskF1);
        Assert.Equal(10.0 / 12, report.AnswerF1);
        Assert.Equal((6.0 / 8 + 10.0 / 12) / 2, report.MacroF1!.Value, 12);
        Assert.Equal(0.75, report.QuestionPrecision);
        Assert.Contains("macro accuracy 79.17", report.ToString(), StringComparison.Ordinal);
    }

    /// <summary>GPT-4o of Table 2: 15.44 % of 136 and 95.60 % of 500 make 55.52 %.</summary>
    [Fact]
    public void The_papers_row_comes_out()
    {
        var report = ActionReport.Of(
        [
            .. Enumerable.Repeat((true, ReplyAction.Ask), 21), .. Enumerable.Repeat((true, ReplyAction.Answer), 115),
            .. Enumerable.Repeat((false, ReplyAction.Ask), 22), .. Enumerable.Repeat((false, ReplyAction.Answer), 478),
        ]);
        Assert.Equal(0.5552, report.MacroAccuracy!.Value, 4);
    }

    [Fact]
    public void Nothing_to_count_is_no_number()
    {
        var report = ActionReport.Of([(false, ReplyAction.Answer)]);
        Assert.Null(report.AmbiguousAccuracy);
        Assert.Null(report.MacroAccuracy);
        Assert.Null(report.QuestionPrecision);
    }

    [Fact]
    public async Task Items_are_scored_one_by_one()
    {
        var scores = new List<MetricScore>();
        foreach (var (label, reply) in new[] { ("ambiguous", "Which one?"), ("non_ambiguous", "Which one?"), ("non_ambiguous", "That one.") })
        {
            scores.Add(await new ActionAccuracyMetric().ScoreAsync(Item(label, reply), CancellationToken.None));
        }
        Assert.Equal([1, 0, 1], scores.Select(s => s.Value!.Value));
        Assert.Equal(0.5, ActionAccuracyMetric.Report(scores).QuestionPrecision);
        Assert.Equal(0, (await new QuestionPrecisionMetric().ScoreAsync(Item("non_ambiguous", "Which?"), CancellationToken.None)).Value);
        Assert.NotNull((await new QuestionPrecisionMetric().ScoreAsync(Item("ambiguous", "This."), CancellationToken.None)).Failure);
        await Assert.ThrowsAsync<InputException>(() => new ActionAccuracyMetric().ScoreAsync(Subjects.Conversation("", "a", "b"), CancellationToken.None));
    }

    [Theory]
    [InlineData("ask", "ambiguous", 1)]
    [InlineData("answer", "ambiguous", 0)]
    [InlineData("answer", "non_ambiguous", 1)]
    [InlineData("ask", "non_ambiguous", 0)]
    public async Task A_judge_may_say_what_a_reply_does(string action, string label, double expected)
    {
        var model = new HandModel(_ => $$"""{"thought":"x","action":"{{action}}"}""");
        // The rule would call it an answer.
        var score = await Judged("action_accuracy_judged", model).ScoreAsync(Item(label, "I would need the year."), TestContext.Current.CancellationToken);
        Assert.Equal((expected, "ask_or_answer", action + "s"), (score.Value!.Value, score.Prompt!.Name, score.Note));
        var asked = model.Heard.Single()[^1].Text;
        Assert.Contains("**User**: When?", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("**Assistant**", asked, StringComparison.Ordinal);
        var report = ActionAccuracyMetric.Report([score]).Summary.Numbers;
        Assert.Equal(expected, report[label == "ambiguous" ? "accuracy_ambiguous" : "accuracy_non_ambiguous"]);
        Assert.Null(report["macro_accuracy"]);
    }

    [Fact]
    public async Task A_judge_who_cannot_be_read_classifies_nothing()
    {
        var score = await Judged("action_accuracy_judged", new(_ => "It asks.")).ScoreAsync(Item("ambiguous", "Which one?"), TestContext.Current.CancellationToken);
        Assert.Null(score.Value);
        Assert.Equal(FailureKind.Model, score.Failure!.Kind);
        Assert.Equal(0, ActionAccuracyMetric.Report([score]).AmbiguousItems);
    }

    [Fact]
    public async Task Judgements_that_lie_even_do_not_make_a_question()
    {
        var model = new HandModel((_, asked, _) => Task.FromResult($$"""{"thought":"x","action":"{{(asked % 2 == 0 ? "ask" : "answer")}}"}"""));
        var score = await Judged("question_precision_judged", model, repeats: 2).ScoreAsync(Item("ambiguous", "Hm."), TestContext.Current.CancellationToken);
        Assert.Null(score.Value);
        Assert.Equal((0, 0.5), (score.Parts["asked"], score.Parts["asked_share"]));
    }

    private static IMetric Judged(string name, HandModel model, int repeats = 1)
    {
        var caller = new PromptCaller(new CallRunner(new(), TimeProvider.System, retry: new(1, TimeSpan.Zero, TimeSpan.Zero)), PromptLibrary.Shipped);
        return ActionAccuracyMetric.JudgedEntries(() => new(caller, new(model.Named(), repeats))).Single(e => e.Name == name).Create();
    }

    private static MetricSubject Item(string label, string reply)
    {
        var subject = Subjects.Conversation("", "When?", reply);
        return subject with { Goal = subject.Goal with { Metadata = new() { ["ambiguity"] = label } } };
    }
}
