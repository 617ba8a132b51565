using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Simulation;

/// <summary>
/// Carries conversations on, each on its own: nothing waits for another conversation except for a slot of the endpoint, and who has most messages to come gets it
/// first. Start many <see cref="RunAsync"/> at once. Thread-safe.
/// </summary>
public sealed class ConversationSimulator(SimulatedAssistant assistant, IUserSimulator user, SimulationOptions? options = null)
{
    public SimulatedAssistant Assistant { get; } = assistant;

    public IUserSimulator User { get; } = user;

    public SimulationOptions Options { get; } = options ?? new();

    /// <summary>
    /// Adds messages until the first reason to stop. Cancelled, it returns what there is. Every draw has the seed <c>Derive(request.Seed, "{request.Address}/{index}/{role}")</c>,
    /// the index that of the message in the conversation; asked a second time, <c>…/2</c>.
    /// </summary>
    /// <exception cref="BudgetException">The budget of the run is spent.</exception>
    /// <exception cref="InputException">The goal lacks what the user simulator needs.</exception>
    public Task<SimulatedConversation> RunAsync(SimulationRequest request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.MessageBudget);
        return new ConversationRun(Assistant, User, Options, request).RunAsync(cancellationToken);
    }
}
