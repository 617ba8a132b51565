namespace CollabLLM.Training.Reports;

/// <summary>A point of a line, with a band around it where both of its ends are given.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Up.</param>
/// <param name="Low">Lower end of the band, a confidence interval for example.</param>
/// <param name="High">Upper end.</param>
public readonly record struct PlotPoint(double X, double Y, double? Low = null, double? High = null);
