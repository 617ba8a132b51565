namespace CollabLLM.Training.Export;

/// <summary>What another engine is to train. The defaults are the paper's.</summary>
public sealed record EngineRecipe
{
    /// <summary>The base: a name on the hub that the engine fetches from, or a folder.</summary>
    public required string Model { get; init; }

    /// <summary>sft, dpo or kto for TRL; sft or rl for verl.</summary>
    public required string Method { get; init; }

    /// <summary>Processes, one a GPU.</summary>
    public int Gpus { get; init; } = 8;

    /// <summary>Rows that a GPU reads at once.</summary>
    public int PerDevice { get; init; } = 1;

    /// <summary>The highest learning rate; null for the method's.</summary>
    public double? Rate { get; init; }

    /// <summary>Times that the data is read; null for the method's.</summary>
    public int? Epochs { get; init; }

    /// <summary>Rows of a step over all GPUs; null for the method's.</summary>
    public int? Batch { get; init; }

    /// <summary>Of the engine's own draws.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Names of the rewards that the data has, with their weights, for verl's rl.</summary>
    public IReadOnlyDictionary<string, double> RewardWeights { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal) { ["accuracy"] = 1, ["interactivity"] = 1, ["token_amount"] = -0.0001 };

    /// <summary>Throws when a value makes no sense, naming it.</summary>
    /// <exception cref="TrainingException">A value is out of its range, or the batch does not divide among the GPUs.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Model) || Model.Any(char.IsControl)) throw new TrainingException("The base model must have a name.");
        if (Gpus < 1 || PerDevice < 1 || Batch < 1 || Epochs < 1) throw new TrainingException($"GPUs, rows of a GPU, batch and epochs must be 1 or more: {Gpus}, {PerDevice}, {Batch}, {Epochs}.");
        if (Rate is { } rate && !(rate > 0)) throw new TrainingException($"A learning rate must be above 0, not {rate}.");
    }

    /// <summary>Passes whose gradients a GPU adds up in a step of <paramref name="batch"/> rows.</summary>
    /// <exception cref="TrainingException">The batch does not divide.</exception>
    internal int Accumulation(int batch) => batch % (Gpus * PerDevice) == 0
        ? batch / (Gpus * PerDevice)
        : throw new TrainingException($"A batch of {batch} does not divide into {Gpus} GPUs with {PerDevice} rows each.");
}
