namespace CollabLLM.Training.Trainers;

/// <summary>What a checkpoint says before its tensors.</summary>
/// <param name="State">How far the run is.</param>
/// <param name="Settings">What it runs under.</param>
/// <param name="OptimizerSteps">Steps of the optimiser.</param>
/// <param name="Random">What dropout draws from.</param>
/// <param name="MetricsBytes">Length of the file of metrics at that moment.</param>
/// <param name="Shapes">Of the tensors that follow.</param>
internal sealed record CheckpointHeader(
    RunState State, IReadOnlyDictionary<string, string> Settings, long OptimizerSteps, byte[] Random, long MetricsBytes, IReadOnlyList<long[]> Shapes);
