using CollabLLM.Training.Adapters;

namespace CollabLLM.Training.Cycles;

/// <summary>A stage that learns from what it says itself.</summary>
public sealed record OnlineRecipe
{
    /// <inheritdoc cref="StageRecipe.Rank"/>
    public int Rank { get; init; } = 32;

    /// <inheritdoc cref="StageRecipe.Alpha"/>
    public double Alpha { get; init; } = 64;

    /// <summary>Highest learning rate, along a cosine.</summary>
    public double Rate { get; init; }

    /// <summary>Steps, each with rollouts of its own.</summary>
    public int Steps { get; init; }

    /// <summary>Contexts of a step.</summary>
    public int Contexts { get; init; }

    /// <summary>Replies to each context.</summary>
    public int Replies { get; init; }

    /// <summary>For DPO.</summary>
    public double Beta { get; init; } = 0.1;

    /// <inheritdoc cref="Losses.PreferenceOptions.ChosenWeight"/>
    public double ChosenWeight { get; init; }

    internal void Validate(string name, int replies)
    {
        if (Rank is < 1 or > LoraOptions.MostRank || Steps < 1 || Contexts < 1 || !(Rate > 0) || !(Beta > 0) || !(Alpha > 0) || !(ChosenWeight >= 0)) throw new TrainingException($"{name}: rank (at most {LoraOptions.MostRank}), alpha, rate, steps, contexts and beta are above 0, and chosenWeight is not below.");
        if (Replies < replies) throw new TrainingException($"{name}: replies must be {replies} or more, not {Replies}.");
    }
}
