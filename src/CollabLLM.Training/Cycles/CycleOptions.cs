namespace CollabLLM.Training.Cycles;

/// <summary>How a cycle is run; of what is measured, <see cref="Base"/> and <see cref="Threads"/> alone change something.</summary>
public sealed record CycleOptions
{
    /// <summary>Where everything is kept.</summary>
    public required string Folder { get; init; }

    /// <summary>The base policy; null: it is made by the recipe.</summary>
    public string? Base { get; init; }

    /// <summary>Which seeds of the recipe are run; null: all of them. The first one ships its last stage.</summary>
    public IReadOnlyList<long>? Seeds { get; init; }

    /// <summary>Whether the ablations of window and reward are run.</summary>
    public bool Ablations { get; init; }

    /// <summary>A folder with benchmarks for <see cref="ForeignFiles"/>; null leaves those requests out.</summary>
    public string? Foreign { get; init; }

    /// <summary>Threads of a decoder; null: the physical cores, at most 8.</summary>
    public int? Threads { get; init; }

    /// <summary>Stages that may run side by side, each with <see cref="Threads"/> of its own.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Conversations that are written at the same time.</summary>
    public int Together { get; init; } = 32;
}
