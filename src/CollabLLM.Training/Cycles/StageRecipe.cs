using CollabLLM.Training.Adapters;

namespace CollabLLM.Training.Cycles;

/// <summary>A stage that learns from data.</summary>
public sealed record StageRecipe
{
    /// <summary>Rank of the adapter, on all maps of all blocks; it is merged when the stage is over.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>What the adapter counts, times its rank.</summary>
    public double Alpha { get; init; } = 64;

    /// <summary>Highest learning rate, along a cosine.</summary>
    public double Rate { get; init; }

    /// <summary>Replies, or pairs, of a step.</summary>
    public int Batch { get; init; }

    /// <summary>Steps.</summary>
    public int Steps { get; init; }

    /// <summary>For DPO.</summary>
    public double Beta { get; init; } = 0.1;

    /// <inheritdoc cref="Losses.PreferenceOptions.ChosenWeight"/>
    public double ChosenWeight { get; init; }

    internal void Validate(string name)
    {
        if (Rank is < 1 or > LoraOptions.MostRank || Batch < 1 || Steps < 1 || !(Rate > 0) || !(Beta > 0) || !(Alpha > 0) || !(ChosenWeight >= 0)) throw new TrainingException($"{name}: rank (at most {LoraOptions.MostRank}), alpha, rate, batch, steps and beta are above 0, and chosenWeight is not below.");
    }
}
