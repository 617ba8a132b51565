namespace CollabLLM.Training.Cycles;

/// <summary>What measuring a stage left behind, beside the talks.</summary>
/// <param name="Model">Checksum of the measured file.</param>
/// <param name="Prefix">The system message before every talk; null for none.</param>
/// <param name="Probes">How it answers first messages; null where that was not asked.</param>
/// <param name="Natural">How it serves freely worded requests; null where that was not asked.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record MeasureRecord(string Model, string? Prefix, WorldProbes? Probes, NaturalProbes? Natural, double Seconds);
