namespace CollabLLM.Training.Reports;

/// <summary>A line of a plot.</summary>
/// <param name="Name">Stands at its end.</param>
/// <param name="Points">From left to right. Those that are no numbers are left out.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<PlotPoint> Points);
