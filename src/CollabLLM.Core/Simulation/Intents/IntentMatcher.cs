namespace CollabLLM.Core.Simulation.Intents;

/// <summary>
/// Says which intents a message touches: <see cref="WordMatcher"/>, or one by embeddings or by a judge. It is asked again for every earlier message of a conversation, so an
/// expensive one remembers its answers; the same message must get the same answer.
/// </summary>
public delegate ValueTask<IReadOnlyList<IntentMatch>> IntentMatcher(AssistantReading reading, IntentTree tree, CancellationToken cancellationToken);
