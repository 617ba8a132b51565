namespace CollabLLM.Training.Reports;

/// <summary>A value with its interval.</summary>
/// <param name="Label">Stands before it.</param>
/// <param name="Value">Where its mark is.</param>
/// <param name="Low">Lower end of the interval, where there is one.</param>
/// <param name="High">Upper end.</param>
/// <param name="Group">From 0: colour and shape, for rows that belong together.</param>
public sealed record DotPlotRow(string Label, double Value, double? Low = null, double? High = null, int Group = 0);
