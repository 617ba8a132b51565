namespace CollabLLM.Training.Reports;

/// <summary>Values of several things under one another, each with its interval. Immutable.</summary>
public sealed record DotPlot : IPlot
{
    private const double Width = 720;
    private const double Left = 190;
    private const double Right = 190;
    private const double Top = 8;
    private const double Bottom = 40;
    private const double RowHeight = 26;

    /// <inheritdoc/>
    public required string Title { get; init; }

    /// <inheritdoc/>
    public string Sentence { get; init; } = "";

    /// <summary>What is shown, with its unit.</summary>
    public required string ValueName { get; init; }

    /// <summary>The values, from top to bottom; at least one.</summary>
    public required IReadOnlyList<DotPlotRow> Values { get; init; }

    /// <summary>A value that all are compared with: an upright line; null for none.</summary>
    public double? Reference { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns => ["", ValueName, "low", "high"];

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<string>> Rows =>
        Values.Select(v => (IReadOnlyList<string>)[v.Label, PlotNumbers.Text(v.Value), v.Low is { } low ? PlotNumbers.Text(low) : "", v.High is { } high ? PlotNumbers.Text(high) : ""]);

    /// <inheritdoc/>
    public string Note => Across() is { Least: > 0 } or { Most: < 0 } ? $"The axis of {ValueName} does not start at 0." : "";

    /// <inheritdoc/>
    public string Svg()
    {
        var x = Across();
        var bottom = Top + (Values.Count * RowHeight);
        var svg = PlotStyle.Open(Width, bottom + Bottom, Title);
        foreach (var line in x.Lines) svg.Line(x.At(line), Top, x.At(line), bottom, "grid").Text(x.At(line), bottom + 16, "middle", PlotNumbers.Text(line));
        svg.Line(Left, bottom, Width - Right, bottom, "axis").Text((Left + Width - Right) / 2, bottom + 34, "middle", ValueName);
        if (Reference is { } reference) svg.Line(x.At(reference), Top, x.At(reference), bottom, "axis");
        double[] widths = [.. Values.Select(v => (v.High - v.Low) ?? 0).Where(w => w > 0 && double.IsFinite(w))];
        // Where no interval has a width, nothing says how many digits count.
        Func<double, string> number = widths.Length == 0 ? PlotNumbers.Text : value => PlotNumbers.Text(value, PlotNumbers.Decimals(widths.Min()));
        for (var i = 0; i < Values.Count; i++)
        {
            var (row, y) = (Values[i], Top + ((i + 0.5) * RowHeight));
            svg.Text(Left - 10, y + 4, "end", row.Label, "name");
            if (!double.IsFinite(row.Value)) continue;
            var label = PlotNumbers.Text(row.Value);
            if (row is { Low: { } low, High: { } high })
            {
                svg.Line(x.At(low), y, x.At(high), y, "interval");
                label = $"{number(row.Value)} [{number(low)}, {number(high)}]";
            }
            svg.Mark(x.At(row.Value), y, row.Group).Text(Width - Right + 10, y + 4, "start", label);
        }
        return svg.Append("</svg>").ToString();
    }

    private PlotScale Across() => new(Values.SelectMany(v => new[] { v.Value, v.Low ?? v.Value, v.High ?? v.Value, Reference ?? v.Value }), Left, Width - Right, rounded: true);
}
