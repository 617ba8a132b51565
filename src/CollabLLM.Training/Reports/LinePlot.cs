using System.Text;

namespace CollabLLM.Training.Reports;

/// <summary>Lines over a common axis, each with a band where its points have one. Immutable.</summary>
public sealed record LinePlot : IPlot
{
    private const double Width = 680;
    private const double Height = 240;
    private const double Left = 58;
    private const double Right = 160;
    private const double Top = 26;
    private const double Bottom = 40;
    private const double NameHeight = 14;
    private const int MostMarks = 40;

    /// <inheritdoc/>
    public required string Title { get; init; }

    /// <inheritdoc/>
    public string Sentence { get; init; } = "";

    /// <summary>What goes across, with its unit.</summary>
    public required string XName { get; init; }

    /// <summary>What goes up, with its unit.</summary>
    public required string YName { get; init; }

    /// <summary>The lines; at least one.</summary>
    public required IReadOnlyList<PlotSeries> Series { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns => [XName, .. Series.SelectMany(s => HasBand(s) ? new[] { s.Name, $"{s.Name}, low", $"{s.Name}, high" } : [s.Name])];

    /// <inheritdoc/>
    public IEnumerable<IReadOnlyList<string>> Rows
    {
        get
        {
            foreach (var x in Series.SelectMany(s => s.Points).Select(p => p.X).Distinct().Order())
            {
                List<string> row = [PlotNumbers.Text(x)];
                foreach (var series in Series)
                {
                    var point = series.Points.Where(p => p.X.Equals(x)).Select(p => (PlotPoint?)p).FirstOrDefault();
                    row.Add(Cell(point?.Y));
                    if (HasBand(series)) row.AddRange([Cell(point?.Low), Cell(point?.High)]);
                }
                yield return row;
            }
        }
    }

    /// <inheritdoc/>
    public string Note => Vertical() is { Least: > 0 } or { Most: < 0 } ? $"The axis of {YName} does not start at 0." : "";

    /// <inheritdoc/>
    public string Svg()
    {
        var (x, y) = (new PlotScale(Series.SelectMany(s => s.Points).Select(p => p.X), Left, Width - Right, rounded: false), Vertical());
        var svg = PlotStyle.Open(Width, Height, Title);
        svg.Text(4, 12, "start", YName);
        foreach (var line in y.Lines) svg.Line(Left, y.At(line), Width - Right, y.At(line), "grid").Text(Left - 6, y.At(line) + 4, "end", PlotNumbers.Text(line));
        foreach (var line in x.Lines) svg.Text(x.At(line), Height - Bottom + 16, "middle", PlotNumbers.Text(line));
        svg.Line(Left, Height - Bottom, Width - Right, Height - Bottom, "axis").Text((Left + Width - Right) / 2, Height - 6, "middle", XName);
        List<(double Wanted, int Series)> names = [];
        for (var i = 0; i < Series.Count; i++)
        {
            PlotPoint[] points = [.. Series[i].Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
            if (points.Length == 0) continue;
            Band(svg, [.. points.Where(p => p is { Low: not null, High: not null })], x, y, i);
            var path = string.Join(' ', points.Select(p => $"{PlotNumbers.Place(x.At(p.X))},{PlotNumbers.Place(y.At(p.Y))}"));
            svg.Append("<polyline class=\"line s").Append(i % PlotStyle.Colours).Append("\" points=\"").Append(path).Append("\"/>");
            foreach (var point in points.Length <= MostMarks ? points : [points[^1]]) svg.Mark(x.At(point.X), y.At(point.Y), i);
            names.Add((y.At(points[^1].Y), i));
        }
        // Names stand where their lines end, and one under the other where those meet.
        var free = Top;
        foreach (var (wanted, series) in names.Order())
        {
            var at = Math.Max(free, wanted);
            svg.Mark(Width - Right + 12, at, series).Text(Width - Right + 22, at + 4, "start", Series[series].Name, "name");
            free = at + NameHeight;
        }
        return svg.Append("</svg>").ToString();
    }

    private static bool HasBand(PlotSeries series) => series.Points.Any(p => p is { Low: not null, High: not null });

    private static string Cell(double? value) => value is { } known ? PlotNumbers.Text(known) : "";

    private static void Band(StringBuilder svg, PlotPoint[] points, PlotScale x, PlotScale y, int series)
    {
        if (points.Length < 2) return;
        var edge = points.Select(p => (p.X, Y: p.High!.Value)).Concat(points.Reverse().Select(p => (p.X, Y: p.Low!.Value)));
        svg.Append("<polygon class=\"band f").Append(series % PlotStyle.Colours).Append("\" points=\"")
            .Append(string.Join(' ', edge.Select(p => $"{PlotNumbers.Place(x.At(p.X))},{PlotNumbers.Place(y.At(p.Y))}"))).Append("\"/>");
    }

    private PlotScale Vertical() =>
        new(Series.SelectMany(s => s.Points).SelectMany(p => new[] { p.Y, p.Low ?? p.Y, p.High ?? p.Y }), Height - Bottom, Top, rounded: true);
}
