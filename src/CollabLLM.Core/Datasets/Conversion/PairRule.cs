namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Which candidates of a turn become pairs.</summary>
public enum PairRule
{
    /// <summary>The best with the worst, as the reference code does.</summary>
    BestWorst,

    /// <summary>Every better one with every worse one.</summary>
    All,

    /// <summary>Neighbours in the ranking.</summary>
    Adjacent,
}
