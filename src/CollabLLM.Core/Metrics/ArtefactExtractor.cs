namespace CollabLLM.Core.Metrics;

/// <summary>Takes the artefact of a type, in its last state, out of a conversation. Thread-safe; asked once for a conversation and a type.</summary>
/// <param name="extractType">In free words, such as <c>document</c>.</param>
/// <exception cref="InputException">The subject lacks what is needed.</exception>
/// <exception cref="Calls.BudgetException">The budget of the run is spent.</exception>
public delegate Task<Extraction> ArtefactExtractor(MetricSubject subject, string extractType, CancellationToken cancellationToken);
