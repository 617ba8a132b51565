using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>What holds for a method where nothing else is said.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Batch">Conversations, or pairs, of a step.</param>
/// <param name="Epochs">Times that the data is read.</param>
/// <param name="Rank">Of the adapter; 0 trains all weights.</param>
/// <param name="Optimizer">Settings of AdamW.</param>
internal sealed record TrainingDefaults(RateSchedule Rate, int Batch, int Epochs, int Rank, AdamWOptions Optimizer)
{
    /// <summary>The paper's supervised fine-tuning.</summary>
    public static TrainingDefaults Supervised { get; } = new(new(), 64, 3, 32, new());

    /// <summary>What learns fast from nothing.</summary>
    public static TrainingDefaults New { get; } = new(new() { Peak = 2e-3, WarmUp = 60, Shape = RateShape.Plateau, Last = 0.03 }, 16, 3, 0, new() { Beta2 = 0.95, Decay = 0.05 });

    /// <summary>The paper's offline DPO, and ours for KTO.</summary>
    public static TrainingDefaults Preference { get; } = new(new() { Peak = 5e-6 }, 64, 8, 32, new());
}
