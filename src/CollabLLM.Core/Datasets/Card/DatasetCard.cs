namespace CollabLLM.Core.Datasets.Card;

/// <summary>What a dataset is, in numbers, and where it comes from. Made by <see cref="DatasetCards"/>.</summary>
public sealed record DatasetCard
{
    public required string Title { get; init; }

    /// <summary>Null: not stated.</summary>
    public string? Licence { get; init; }

    /// <summary>Null: not stated.</summary>
    public string? Consent { get; init; }

    public required IReadOnlyList<CardFile> Files { get; init; }

    /// <summary>Split to its rows, over the files whose names say which they are.</summary>
    public required IReadOnlyDictionary<string, int> Splits { get; init; }

    public required int Conversations { get; init; }

    public required int Turns { get; init; }

    /// <summary>Turns over conversations.</summary>
    public required double TurnsMean { get; init; }

    /// <summary>Candidate replies.</summary>
    public required int Rows { get; init; }

    public required int RowsWithoutScore { get; init; }

    /// <summary>Scores of the best replies, over the turns with at least two that have a score: the "chosen" of the paper's Table 5.</summary>
    public required Spread Chosen { get; init; }

    /// <summary>Scores of the worst replies of the same turns.</summary>
    public required Spread Rejected { get; init; }

    /// <summary>Best less worst; null where no turn has two scores.</summary>
    public Quantiles? Gap { get; init; }

    /// <summary>In order of first appearance.</summary>
    public required IReadOnlyList<CardMetric> Metrics { get; init; }

    public required CardLengths Lengths { get; init; }

    /// <summary>Empty: not stated.</summary>
    public required IReadOnlyList<CardLineage> Lineage { get; init; }
}
