using CollabLLM.Core.World;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Cycles;

/// <summary>How the base policy is made from nothing.</summary>
public sealed record BaseRecipe
{
    /// <summary>Its sizes, and the seed of weights and dialogues.</summary>
    public NewModelOptions Model { get; init; } = new();

    /// <summary>How the assistant behaves in the dialogues that it learns from.</summary>
    public Habits Habits { get; init; } = new();

    /// <summary>Tokens that it reads.</summary>
    public long Tokens { get; init; } = 12_000_000;

    /// <summary>Highest learning rate.</summary>
    public double Rate { get; init; } = 2e-3;

    /// <summary>Dialogues of a step.</summary>
    public int Batch { get; init; } = 32;

    internal void Validate()
    {
        Model.Validate();
        if (Tokens < 1 || Batch < 1 || !(Rate > 0)) throw new TrainingException($"base: tokens, batch and rate are above 0, not {Tokens}, {Batch} and {Rate}.");
    }
}
