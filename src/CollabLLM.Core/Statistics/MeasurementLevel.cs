namespace CollabLLM.Core.Statistics;

/// <summary>What the differences of ratings mean.</summary>
public enum MeasurementLevel
{
    /// <summary>Names: equal or not.</summary>
    Nominal,

    /// <summary>Ranks: what lies between two counts.</summary>
    Ordinal,

    /// <summary>Numbers: the squared difference counts.</summary>
    Interval,
}
