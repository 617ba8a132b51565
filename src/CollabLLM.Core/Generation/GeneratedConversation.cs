using CollabLLM.Core.Calls;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Generation;

/// <summary>One conversation of a multiturn dataset.</summary>
/// <param name="Stop"><see cref="StopReason.Budget"/> when it reached its number of messages.</param>
/// <param name="Failure">Why it broke off; null unless <paramref name="Stop"/> is an error. The turns before it are good.</param>
/// <param name="Usage">Everything it took: users, candidates, futures, judges.</param>
public sealed record GeneratedConversation(Goal Goal, IReadOnlyList<GeneratedTurn> Turns, StopReason Stop, Failure? Failure, CallUsage Usage);
