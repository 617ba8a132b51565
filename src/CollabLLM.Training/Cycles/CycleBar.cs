namespace CollabLLM.Training.Cycles;

/// <summary>Something that has to be reached.</summary>
/// <param name="What">Of which stage, measured how.</param>
/// <param name="Wanted">The bar.</param>
/// <param name="Measured">What came out.</param>
/// <param name="IsMet">Whether that is enough.</param>
internal sealed record CycleBar(string What, string Wanted, string Measured, bool IsMet);
