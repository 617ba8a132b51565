namespace CollabLLM.Training.Cycles;

/// <summary>What a training stage left behind.</summary>
/// <param name="Model">The file's name in the folder of the stage.</param>
/// <param name="Sha256">Its checksum.</param>
/// <param name="Steps">Steps it took.</param>
/// <param name="Tokens">Tokens that it learnt from, padding and rollouts not counted.</param>
/// <param name="Examples">Replies or pairs that it learnt from; 0 where it made them itself.</param>
/// <param name="Seconds">How long its steps took, drawing included, in whichever processes; without steps that found nothing to learn from.</param>
public sealed record StageRecord(string Model, string Sha256, long Steps, long Tokens, int Examples, double Seconds);
