using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Tests.Calls;

namespace CollabLLM.Core.Tests.Prompts;

public sealed class PromptCallerTests
{
    private const string Good = """{"thought": "fine", "interactivity": 0.7}""";
    private const string Broken = """{"thought": "fine", "interactivity": is 0.7}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_in_form_is_one_call()
    {
        var model = new HandModel(_ => Good);
        var answer = await AskAsync(model);
        Assert.Equal(0.7, answer.Value!.Number("interactivity"));
        Assert.Equal((1, 1, false), (model.Asked, answer.Usage.Calls, answer.Repaired));
        Assert.Equal(PromptLibrary.Shipped.Get(PromptNames.Interactivity).Stamp, answer.Stamp);
    }

    [Fact]
    public async Task A_broken_reply_is_repaired_by_one_call_more()
    {
        var model = Saying(Broken, Good);
        var answer = await AskAsync(model, new(Draws: 3));
        Assert.Equal(0.7, answer.Value!.Number("interactivity"));
        Assert.Equal((2, 2, true), (model.Asked, answer.Usage.Calls, answer.Repaired));
        var repair = model.Heard.Last()[0].Text;
        Assert.Contains($"\n{Broken}\n</reply", repair, StringComparison.Ordinal);
        Assert.Contains("the value of \"interactivity\" has no quotes and is no number", repair, StringComparison.Ordinal);
        Assert.Contains("\"interactivity\": <number from 0 to 1", repair, StringComparison.Ordinal);
        Assert.Equal(0, model.Options.Last().Temperature);
    }

    [Fact]
    public async Task What_stays_unreadable_is_a_failure_with_its_first_cause()
    {
        var model = Saying(Broken, "sorry", Good);
        var answer = await AskAsync(model);
        Assert.Null(answer.Value);
        Assert.Equal(FailureKind.Model, answer.Failure!.Kind);
        Assert.StartsWith("hand did not answer interactivity in its form: The JSON cannot be read at character 38", answer.Failure.Reason, StringComparison.Ordinal);
        Assert.Equal(2, model.Asked);
        Assert.Equal(2, answer.Usage.Calls);
    }

    /// <summary>The repairing model is not asked to judge; what it adds is thrown away.</summary>
    [Theory]
    [InlineData("I liked it a lot.", """{"thought": "I liked it", "interactivity": 0.9}""")]
    [InlineData("""{"thought": "fine", "interactivity": 7}""", """{"thought": "fine", "interactivity": 0.7}""")]
    public async Task A_repair_cannot_make_up_a_score(string reply, string repaired)
    {
        var model = Saying(reply, repaired);
        var answer = await AskAsync(model);
        Assert.Null(answer.Value);
        Assert.Equal(2, model.Asked);
    }

    [Fact]
    public async Task A_repair_cannot_make_up_what_is_said()
    {
        var model = Saying("I would like the red one, please.", """{"response": "Please write it for an audience of experts."}""");
        Assert.NotNull((await AskAsync(model, prompt: PromptNames.Phrase)).Failure);
        model = Saying("I would like the red one, please.", """{"response": "I would like the red one, please."}""");
        Assert.Equal("I would like the red one, please.", (await AskAsync(model, prompt: PromptNames.Phrase)).Value!.Text("response"));
    }

    [Fact]
    public async Task Further_draws_have_other_seeds_and_are_bounded()
    {
        var model = Saying(Broken, Broken, Broken, Broken);
        Assert.NotNull((await AskAsync(model, new(Draws: 3))).Failure);
        Assert.Equal(4, model.Asked);
        Assert.Equal(4, model.Options.Select(o => o.Seed).Distinct().Count());
        model = Saying(Broken, Broken, Good);
        Assert.NotNull((await AskAsync(model, new(Draws: 3))).Value);
        Assert.Equal(3, model.Asked);
        model = Saying(Broken, Good);
        Assert.NotNull((await AskAsync(model, new(Draws: 1, Repair: false))).Failure);
        Assert.Equal(1, model.Asked);
    }

    /// <summary>A model that says nothing has said nothing that could be repaired.</summary>
    [Fact]
    public async Task An_empty_reply_is_not_repaired()
    {
        var model = Saying("  \n");
        Assert.EndsWith("The reply is empty.", (await AskAsync(model)).Failure!.Reason, StringComparison.Ordinal);
        Assert.Equal(1, model.Asked);
    }

    [Fact]
    public async Task No_answer_is_a_failure_of_the_infrastructure()
    {
        var model = new HandModel((_, _, _) => throw new HttpRequestException("refused"));
        Assert.Equal(FailureKind.Infrastructure, (await AskAsync(model)).Failure!.Kind);
        var breaking = new HandModel((_, n, _) => n == 1 ? Task.FromResult(Broken) : throw new HttpRequestException("refused"));
        var answer = await AskAsync(breaking);
        Assert.Equal(FailureKind.Model, answer.Failure!.Kind);
        Assert.Equal(1, answer.Usage.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_schema_goes_to_endpoints_that_hold_to_it(bool offered)
    {
        var model = Saying(Broken, Good);
        await AskAsync(model, structured: offered);
        var formats = model.Options.Select(o => o.ResponseFormat).ToList();
        Assert.Equal(offered, formats[0] is Microsoft.Extensions.AI.ChatResponseFormatJson { Schema: not null });
        Assert.Null(formats[1]);
    }

    [Fact]
    public async Task The_budget_is_nobodys_failure()
    {
        var caller = new PromptCaller(new(new(), TimeProvider.System, budget: new(1, null)), PromptLibrary.Shipped);
        await Assert.ThrowsAsync<BudgetException>(() => caller.AskAsync(Question(Saying(Broken, Good)), Token));
    }

    [Fact]
    public async Task What_one_side_says_is_asked_with_as_much_history_as_fits()
    {
        var model = new HandModel(_ => """{"thought": "t", "response": "Next?"}""");
        var caller = new PromptCaller(Runner(), PromptLibrary.Shipped);
        var speech = PromptSpeech.Of(caller, PromptLibrary.Shipped.Get(PromptNames.Proactive));
        TranscriptMessage[] history = [new(MessageRole.User, "zeroth " + new string('a', 3000)), new(MessageRole.Assistant, "second"), new(MessageRole.User, "third")];
        var reply = await speech.AskAsync(
            new()
            {
                Model = model.Named() with { ContextTokens = 1200, CountTokens = t => t.Length / 3 },
                Role = CallRole.Assistant,
                Settings = new() { MaxOutputTokens = 100, Seed = 1 },
                Address = "a",
                Fields = new Dictionary<string, string>(),
                SystemPrompt = "Be kind.",
                History = history,
                Reminder = "Say it in other words.",
            },
            Token);
        Assert.Equal("Next?", reply.Text);
        var heard = model.Heard.Single();
        Assert.Equal("Be kind.", heard[0].Text);
        Assert.DoesNotContain("zeroth", heard[1].Text, StringComparison.Ordinal);
        Assert.Contains("**Assistant**: second\n**User**: third\n</chat_history", heard[1].Text, StringComparison.Ordinal);
        Assert.EndsWith("\n\nSay it in other words.", heard[1].Text, StringComparison.Ordinal);
    }

    private static HandModel Saying(params string[] replies) => new((_, n, _) => Task.FromResult(replies[n - 1]));

    private static CallRunner Runner() => new(new(), TimeProvider.System, retry: new(1, TimeSpan.Zero, TimeSpan.Zero));

    private static PromptQuestion Question(HandModel model, string prompt = PromptNames.Interactivity, bool structured = false) => new()
    {
        Prompt = PromptLibrary.Shipped.Get(prompt),
        Arguments = new Dictionary<string, string?> { ["chat_history"] = "**User**: hi", ["task_desc"] = "talk", ["facts"] = "red" },
        Model = model.Named() with { StructuredOutput = structured },
        Role = CallRole.Judge,
        Settings = new() { Temperature = 1, MaxOutputTokens = 500 },
        Address = "1/judge",
        Seed = 7,
    };

    private static Task<PromptAnswer> AskAsync(HandModel model, PromptCallPolicy? policy = null, string prompt = PromptNames.Interactivity, bool structured = false) =>
        new PromptCaller(Runner(), PromptLibrary.Shipped, policy).AskAsync(Question(model, prompt, structured), Token);
}
