using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Tests.Simulation;

/// <summary>A simulator whose two sides say what a test makes them say.</summary>
internal sealed class Stage
{
    public Stage(Func<IReadOnlyList<ChatMessage>, string> user, Func<IReadOnlyList<ChatMessage>, string> assistant) : this(new PlayedModel(user), new PlayedModel(assistant))
    {
    }

    public Stage(PlayedModel user, PlayedModel assistant, RetryPolicy? retry = null, CallBudget? budget = null)
    {
        (User, Assistant) = (user, assistant);
        var calls = new CallRunner(Ledger, TimeProvider.System, budget: budget, retry: retry ?? new(1, TimeSpan.Zero, TimeSpan.Zero));
        Simulator = new(
            new(calls, assistant.Named("assistant"), new()),
            new RolePlayUser(user.Named("user"), new(), PlayedModel.PlainPrompt(calls, "as user"), new("testing")));
    }

    public PlayedModel User { get; }

    public PlayedModel Assistant { get; }

    public CallLedger Ledger { get; } = new();

    public ConversationSimulator Simulator { get; }

    public Task<SimulatedConversation> RunAsync(int budget, params TranscriptMessage[] history) => RunAsync(budget, TestContext.Current.CancellationToken, history);

    public Task<SimulatedConversation> RunAsync(int budget, CancellationToken cancellationToken, params TranscriptMessage[] history) =>
        Simulator.RunAsync(Request(budget, history), cancellationToken);

    public static SimulationRequest Request(int budget, params TranscriptMessage[] history) =>
        new() { Address = "7", Goal = new("g", "Plan a menu without nuts for three days.", ""), History = history, MessageBudget = budget, Seed = 5 };

    public static TranscriptMessage Said(string text) => new(MessageRole.User, text);

    public static TranscriptMessage Answered(string text) => new(MessageRole.Assistant, text);

    /// <summary>Says one line after the other.</summary>
    public static Func<IReadOnlyList<ChatMessage>, string> InTurn(params string[] lines)
    {
        var next = -1;
        return _ => lines[Interlocked.Increment(ref next)];
    }
}
