namespace CollabLLM.Training.Adapters;

/// <summary>A low-rank adapter (Hu et al. 2021, arXiv 2106.09685). The defaults are those of the CollabLLM code: rank 32, alpha 16, every linear map of a block.</summary>
public sealed record LoraOptions
{
    /// <summary>Names of the maps of a block in GGUF, in the order of <see cref="AllTargets"/>.</summary>
    public static IReadOnlyList<string> AllTargets { get; } = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];

    /// <summary>The highest rank.</summary>
    public const int MostRank = 4096;

    /// <summary>Rows of A and columns of B, from 1.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>The product counts alpha / rank times.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>Share of inputs of A that are left out while training, from 0 to below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>Maps that get an adapter, in every block.</summary>
    public IReadOnlyList<string> Targets { get; init; } = AllTargets;

    /// <summary>Throws when a value makes no sense, naming it.</summary>
    /// <exception cref="TrainingException">A value is out of its range, or a target is unknown.</exception>
    public void Validate()
    {
        if (Rank is < 1 or > MostRank) throw new TrainingException($"An adapter of rank {Rank} is not possible; 1 to {MostRank} are.");
        if (!double.IsFinite(Alpha) || Alpha <= 0) throw new TrainingException($"An adapter's alpha must be above 0, not {Alpha}.");
        if (Dropout is not (>= 0 and < 1)) throw new TrainingException($"An adapter's dropout must be from 0 to below 1, not {Dropout}.");
        if (Targets.Count == 0) throw new TrainingException("An adapter needs at least one target.");
        foreach (var target in Targets)
        {
            if (!AllTargets.Contains(target)) throw new TrainingException($"An adapter cannot sit on {target}; {string.Join(", ", AllTargets)} are possible.");
        }
    }
}
