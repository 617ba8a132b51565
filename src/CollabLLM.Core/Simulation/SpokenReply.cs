using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Simulation;

/// <summary>What one side says.</summary>
/// <param name="Text">Empty when it has nothing to say, or after a failure.</param>
/// <param name="Failure">The reply could not be read; null when it could.</param>
public sealed record SpokenReply(string Text, CallUsage Usage, Failure? Failure = null);
