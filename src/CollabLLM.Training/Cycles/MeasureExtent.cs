namespace CollabLLM.Training.Cycles;

/// <summary>What is measured of a stage beside the talks of the main table.</summary>
[Flags]
internal enum MeasureExtent
{
    /// <summary>Nothing.</summary>
    Talks = 0,

    /// <summary>Greedy talks with the cooperative user, and first messages.</summary>
    Greedy = 1,

    /// <summary>The same talks at the temperature that data is drawn at.</summary>
    AsDrawn = 2,

    /// <summary>As it is served, on the decoder's fast path, and requests that are worded freely.</summary>
    Served = 4,

    /// <summary>The same talks at the recipe's hotter temperature.</summary>
    Hotter = 8,
}
