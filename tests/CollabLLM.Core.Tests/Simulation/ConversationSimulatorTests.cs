using CollabLLM.Core.Calls;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Simulation;
using Microsoft.Extensions.AI;
using static CollabLLM.Core.Tests.Simulation.Stage;

namespace CollabLLM.Core.Tests.Simulation;

public sealed class ConversationSimulatorTests
{
    [Fact]
    public async Task The_user_begins_and_the_two_take_turns_until_the_budget_is_used_up()
    {
        var stage = new Stage(InTurn("Help me.", "For three."), InTurn("How many days?", "Here it is."));
        var run = await stage.RunAsync(4);
        Assert.Equal(StopReason.Budget, run.Stop);
        Assert.Equal([Said("Help me."), Answered("How many days?"), Said("For three."), Answered("Here it is.")], run.Messages);
        Assert.Equal(new CallUsage(4, 40, 20, null), run.Usage);
        Assert.Empty(run.Findings);
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task The_signal_is_looked_for_inside_a_user_message_which_stays()
    {
        var stage = new Stage(InTurn($"Thanks! {SimulationOptions.UsualSignal} Bye."), InTurn());
        var run = await stage.RunAsync(9, Said("hello"), Answered($"I never say {SimulationOptions.UsualSignal}"));
        Assert.Equal(StopReason.Signal, run.Stop);
        Assert.Equal($"Thanks! {SimulationOptions.UsualSignal} Bye.", Assert.Single(run.Added).Content);
    }

    [Fact]
    public async Task An_assistant_may_say_the_signal_without_ending_anything()
    {
        var run = await new Stage(InTurn("so?"), InTurn($"Say {SimulationOptions.UsualSignal} when done.")).RunAsync(2, Said("hello"));
        Assert.Equal(StopReason.Budget, run.Stop);
        Assert.Equal(2, run.Added.Count());
    }

    [Fact]
    public async Task A_signal_in_the_last_message_that_the_budget_allows_counts_as_signal() =>
        Assert.Equal(StopReason.Signal, (await new Stage(InTurn(SimulationOptions.UsualSignal), InTurn()).RunAsync(1)).Stop);

    [Fact]
    public async Task A_budget_of_nothing_adds_nothing_and_asks_nobody()
    {
        var stage = new Stage(InTurn(), InTurn());
        var run = await stage.RunAsync(0, Said("hello"));
        Assert.Equal(StopReason.Budget, run.Stop);
        Assert.Equal([Said("hello")], run.Messages);
        Assert.Equal(CallUsage.None, run.Usage);
    }

    [Fact]
    public async Task A_failed_call_ends_it_with_its_cause_and_what_was_said_stays()
    {
        var assistant = new PlayedModel((_, _, _) => throw new HttpRequestException("The plug is out."));
        var run = await new Stage(new PlayedModel(InTurn("Help me.")), assistant).RunAsync(4);
        Assert.Equal(StopReason.Error, run.Stop);
        Assert.Equal(FailureKind.Infrastructure, run.Failure!.Kind);
        Assert.Contains("The plug is out", run.Failure.Reason, StringComparison.Ordinal);
        Assert.Equal([Said("Help me.")], run.Messages);
    }

    [Fact]
    public async Task A_reply_that_cannot_be_read_twice_ends_it_as_a_failure_of_the_model()
    {
        var calls = new CallRunner(new(), TimeProvider.System);
        var unreadable = new SpeakingPrompt("p", (_, _) => Task.FromResult(new SpokenReply("", new(3, 1, 1, null), new(FailureKind.Model, "No object."))));
        var simulator = new ConversationSimulator(
            new(calls, new PlayedModel(InTurn()).Named("a"), new()), new RolePlayUser(new PlayedModel(InTurn()).Named("u"), new(), unreadable, new("testing")));
        var run = await simulator.RunAsync(Request(4), TestContext.Current.CancellationToken);
        Assert.Equal((StopReason.Error, FailureKind.Model), (run.Stop, run.Failure!.Kind));
        Assert.Equal((6, 1), (run.Usage.Calls, run.Reasks));
    }

    [Fact]
    public async Task An_empty_reply_is_asked_for_once_more_with_a_reminder_and_another_seed()
    {
        var stage = new Stage(InTurn("Help me."), InTurn("  \n", "Gladly."));
        var run = await stage.RunAsync(2);
        Assert.Equal(StopReason.Budget, run.Stop);
        Assert.Equal("Gladly.", run.Messages[^1].Content);
        Assert.Equal(1, run.Reasks);
        Assert.Contains("empty", stage.Assistant.Asked[1].Messages[^1].Text, StringComparison.Ordinal);
        Assert.Equal([Seeds.Derive(5, "7/1/assistant"), Seeds.Derive(5, "7/1/assistant/2")], stage.Assistant.Asked.Select(a => a.Options.Seed!.Value));
        Assert.Equal(Seeds.Derive(5, "7/0/user"), Assert.Single(stage.User.Asked).Options.Seed);
    }

    [Fact]
    public async Task Two_empty_replies_end_it()
    {
        var run = await new Stage(InTurn("", " "), InTurn()).RunAsync(4);
        Assert.Equal((StopReason.Empty, 1), (run.Stop, run.Reasks));
        Assert.Empty(run.Messages);
    }

    [Theory]
    [InlineData("", "", StopReason.Empty)]
    [InlineData("{\"current_answer\": \"\", \"thought\": \"\", \"response\": \" \"}", " ", StopReason.Empty)]
    [InlineData("", "no object", StopReason.Error)]
    [InlineData("", "{\"current_answer\": \"\", \"thought\": \"\", \"response\": \"Help me.\"}", StopReason.Budget)]
    public async Task A_user_asked_by_the_prompt_that_ships_may_be_silent_once(string first, string second, StopReason stop)
    {
        var calls = new CallRunner(new(), TimeProvider.System);
        var user = new PlayedModel(InTurn(first, second, "no repair")).Named("u");
        var speech = PromptSpeech.Of(new(calls, PromptLibrary.Shipped), PromptLibrary.Shipped.Get(PromptNames.UserSimulator));
        var simulator = new ConversationSimulator(new(calls, new PlayedModel(InTurn()).Named("a"), new()), new RolePlayUser(user, new(), speech, new("testing")));
        var run = await simulator.RunAsync(Request(1), TestContext.Current.CancellationToken);
        Assert.Equal((stop, 1), (run.Stop, run.Reasks));
        Assert.Equal(stop == StopReason.Error, run.Failure is not null);
    }

    [Fact]
    public async Task A_user_who_echoes_the_assistant_twice_ends_it_and_the_echo_is_not_kept()
    {
        const string question = "What tone should the letter have, and who will read it in the end?";
        var run = await new Stage(InTurn(question, question.ToUpperInvariant()), InTurn()).RunAsync(4, Said("A letter."), Answered(question));
        Assert.Equal((StopReason.Echo, 1), (run.Stop, run.Reasks));
        Assert.Equal(2, run.Messages.Count);
        Assert.Equal([new(FindingKind.Echo, 1, 1), new(FindingKind.Echo, 1, 1)], run.Findings);
    }

    [Fact]
    public async Task An_echo_that_is_mended_is_a_finding_and_nothing_more()
    {
        const string question = "What tone should the letter have, and who will read it in the end?";
        var stage = new Stage(InTurn(question, "Formal, please."), InTurn());
        var run = await stage.RunAsync(1, Said("A letter."), Answered(question));
        Assert.Equal((StopReason.Budget, 1), (run.Stop, run.Findings.Count));
        Assert.Contains("repeated", stage.User.Asked[1].Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_returns_what_there_is()
    {
        using var source = new CancellationTokenSource();
        var assistant = new PlayedModel(async (_, _, token) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return "never";
        });
        var run = await new Stage(new PlayedModel(InTurn("Help me.")), assistant).RunAsync(4, source.Token);
        Assert.Equal(StopReason.Cancelled, run.Stop);
        Assert.Equal([Said("Help me.")], run.Messages);
        Assert.Equal(1, run.Usage.Calls);
    }

    [Fact]
    public async Task A_spent_budget_of_the_run_is_no_stop_reason_of_a_conversation()
    {
        var stage = new Stage(new PlayedModel(InTurn("Help me.", "x")), new PlayedModel(InTurn("How?")), budget: new(2, null));
        await Assert.ThrowsAsync<BudgetException>(() => stage.RunAsync(4));
    }

    [Fact]
    public async Task Who_has_most_messages_to_come_goes_first()
    {
        var order = new List<string>();
        var release = new TaskCompletionSource();
        var model = new PlayedModel(async (messages, _, _) =>
        {
            await release.Task;
            lock (order) order.Add(messages[^1].Text);
            return "well";
        });
        var calls = new CallRunner(new(), TimeProvider.System);
        var simulator = new ConversationSimulator(new(calls, model.Named("m", concurrency: 1), new()), new RecordedUser(_ => ["x"], "v"));
        List<Task> runs = [];
        foreach (var (name, budget) in (ReadOnlySpan<(string, int)>)[("first", 1), ("short", 1), ("long", 7), ("middle", 3)])
        {
            runs.Add(simulator.RunAsync(Request(budget, Said(name)) with { Address = name }, TestContext.Current.CancellationToken));
        }
        release.SetResult();
        await Task.WhenAll(runs);
        Assert.Equal(["first", "long", "middle", "short"], order);
    }

    [Fact]
    public async Task The_assistant_sees_the_chat_as_its_own_with_the_system_prompt_first()
    {
        var model = new PlayedModel(InTurn("Sure."));
        var simulator = new ConversationSimulator(new(new(new(), TimeProvider.System), model.Named("m"), new()) { SystemPrompt = "Ask first." }, new RecordedUser(_ => ["x"], "v"));
        await simulator.RunAsync(Request(1, Said("one"), Answered("two"), Said("three")) with { Mode = new(false, true) }, TestContext.Current.CancellationToken);
        Assert.Equal(
            [(ChatRole.System, "Ask first."), (ChatRole.User, "one"), (ChatRole.Assistant, "two"), (ChatRole.User, "three")],
            Assert.Single(model.Asked).Messages.Select(m => (m.Role, m.Text)));
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_draws_whatever_else_goes_on()
    {
        static PlayedModel Echoing() => new((_, options, _) => Task.FromResult($"draw {options.Seed}"));
        var alone = await new Stage(Echoing(), Echoing()).RunAsync(6);
        var crowd = new Stage(Echoing(), Echoing());
        var among = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            crowd.Simulator.RunAsync(Request(6) with { Address = i == 13 ? "7" : $"other/{i}" }, TestContext.Current.CancellationToken)));
        Assert.Equal(alone.Messages, among[13].Messages);
        Assert.Equal(120, among.SelectMany(r => r.Messages).Distinct().Count());
    }
}
