using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;
using static CollabLLM.Core.Tests.Simulation.Stage;

namespace CollabLLM.Core.Tests.Simulation;

public sealed class RecordedUserTests
{
    [Fact]
    public async Task A_recorded_person_says_their_turns_in_order_and_leaves_after_the_last_was_answered()
    {
        var run = await RunAsync(20, ["Hi.", "Shorter.", "Shorter."]);
        Assert.Equal(StopReason.Signal, run.Stop);
        Assert.Equal([Said("Hi."), Answered("a1"), Said("Shorter."), Answered("a2"), Said("Shorter."), Answered("a3")], run.Messages);
    }

    [Fact]
    public async Task Turns_that_the_history_holds_are_not_said_again()
    {
        var run = await RunAsync(2, ["Hi.", "Shorter."], Said("Hi."), Answered("Hello."));
        Assert.Equal([Said("Shorter."), Answered("a1")], run.Added);
        Assert.Equal(StopReason.Budget, run.Stop);
    }

    [Fact]
    public async Task A_person_who_repeats_themselves_is_left_to_do_so_and_noted()
    {
        const string again = "No, that is not what I asked you for, please read it once more.";
        var run = await RunAsync(6, [again, again]);
        Assert.Equal(StopReason.Signal, run.Stop);
        Assert.Equal(4, run.Messages.Count);
        Assert.Equal(FindingKind.Echo, Assert.Single(run.Findings).Kind);
    }

    [Fact]
    public async Task A_goal_without_a_recording_is_said_by_name()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => RunAsync(2, []));
        Assert.Equal("Goal g has no recorded user messages.", error.Message);
    }

    private static Task<SimulatedConversation> RunAsync(int budget, string[] turns, params TranscriptMessage[] history)
    {
        var model = new PlayedModel(InTurn("a1", "a2", "a3", "a4"));
        var simulator = new ConversationSimulator(new(new(new(), TimeProvider.System), model.Named("m"), new()), new RecordedUser(_ => turns, "v"));
        return simulator.RunAsync(Request(budget, history), TestContext.Current.CancellationToken);
    }
}
