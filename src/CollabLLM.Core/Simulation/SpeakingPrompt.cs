namespace CollabLLM.Core.Simulation;

/// <summary>A prompt by which a model is asked for what it says next, as opposed to being shown the chat as its own.</summary>
/// <param name="Stamp">Name, version and hash of the prompt.</param>
/// <param name="AskAsync">Renders, asks through the run's <see cref="Calls.CallRunner"/>, reads. A reply that cannot be read is a result with a failure.</param>
public sealed record SpeakingPrompt(string Stamp, Func<SpeakingRequest, CancellationToken, Task<SpokenReply>> AskAsync);
