namespace CollabLLM.Training.Trainers;

/// <summary>Sizes of a model from nothing. The defaults have 3 million weights, which learn the world of short documents within an hour on two cores.</summary>
public sealed record NewModelOptions
{
    /// <summary>Values of the stream; a multiple of heads.</summary>
    public int Width { get; init; } = 192;

    /// <summary>Blocks.</summary>
    public int Layers { get; init; } = 6;

    /// <summary>Heads; keys and values have as many.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>Tokens, at most: fewer when the texts give no more.</summary>
    public int Vocabulary { get; init; } = 2048;

    /// <summary>Tokens that the model reads at once.</summary>
    public int Context { get; init; } = 2048;

    /// <summary>Dialogues of the world that the tokenizer is made from.</summary>
    public int Dialogues { get; init; } = 5000;

    /// <summary>Of weights and dialogues.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Values between the halves of the gated unit: 8/3 of the width, as llama has it, in whole blocks of Q8_0.</summary>
    internal int FeedForward => ((Width * 8 / 3) + Block - 1) / Block * Block;

    private const int Block = 32;

    private const int Bytes = 256;

    /// <summary>Throws when a size makes no sense, naming it.</summary>
    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Width < 8 || Layers < 1 || Heads < 1) throw new TrainingException($"A model needs a width of 8 or more and at least one layer and one head, not {Width}, {Layers} and {Heads}.");
        if (Width % Heads != 0 || Width / Heads % 2 != 0) throw new TrainingException($"The width {Width} does not divide into {Heads} heads of an even size.");
        if (Vocabulary < Bytes + NewModel.Special.Count) throw new TrainingException($"A vocabulary of {Vocabulary} is too small; the bytes and the special tokens alone are {Bytes + NewModel.Special.Count}.");
        if (Context < 2 || Dialogues < 1) throw new TrainingException($"The context must be 2 or more and the dialogues 1 or more, not {Context} and {Dialogues}.");
    }
}
