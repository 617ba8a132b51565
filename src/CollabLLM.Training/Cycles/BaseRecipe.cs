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

    /// <summary>What it reads before that.</summary>
    public WorldPrimer Primer { get; init; } = WorldPrimer.Usual;

    /// <summary>Tokens that it reads.</summary>
    public long Tokens { get; init; } = 25_000_000;

    /// <summary>Highest learning rate.</summary>
    public double Rate { get; init; } = 2e-3;

    /// <summary>Dialogues of a step.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Whether matrices are multiplied in bfloat16, which is faster where the processor knows it and far slower elsewhere. The weights are float32 either way.</summary>
    public bool Bf16 { get; init; } = true;

    internal void Validate()
    {
        Model.Validate();
        Primer.Validate();
        if (Model.Context < WorldTalks.LeastContext) throw new TrainingException($"base: the model reads {Model.Context} tokens; a talk about a document needs {WorldTalks.LeastContext}.");
        if (Tokens < 1 || Batch < 1 || !(Rate > 0)) throw new TrainingException($"base: tokens, batch and rate are above 0, not {Tokens}, {Batch} and {Rate}.");
    }
}
