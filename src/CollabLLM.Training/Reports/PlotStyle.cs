using System.Net;
using System.Text;

namespace CollabLLM.Training.Reports;

/// <summary>How plots and reports look: light or dark as the reader's system is, colours that the colour-blind tell apart, and always a shape beside them.</summary>
public static class PlotStyle
{
    /// <summary>Number of colours; further series begin anew.</summary>
    internal const int Colours = 5;

    private const double Half = 4;

    /// <summary>The rules that an <c>svg</c> of a plot needs, as CSS.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--paper:#FAF8F3;--surface:#FFFEFB;--line:#E1DBCE;--ink:#24211B;--ink-2:#575145;--accent:#14546B;--c0:#0072B2;--c1:#D55E00;--c2:#009E73;--c3:#CC79A7;--c4:#56B4E9}
        @media (prefers-color-scheme:dark){:root{--paper:#181613;--surface:#201D19;--line:#39342C;--ink:#ECE7DC;--ink-2:#BAB2A3;--accent:#7EC1D5}}
        svg.plot{width:100%;height:auto;display:block;font:12px Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums lining-nums}
        .plot text{fill:var(--ink-2)}.plot .name{fill:var(--ink)}.plot .grid{stroke:var(--line)}.plot .axis{stroke:var(--ink-2)}.plot .interval{stroke:var(--ink);stroke-width:1.5}
        .plot .band{opacity:.16;stroke:none}.plot .line{fill:none;stroke-width:1.75;stroke-linejoin:round}
        .plot .s0{stroke:var(--c0)}.plot .s1{stroke:var(--c1)}.plot .s2{stroke:var(--c2)}.plot .s3{stroke:var(--c3)}.plot .s4{stroke:var(--c4)}
        .plot .f0{fill:var(--c0)}.plot .f1{fill:var(--c1)}.plot .f2{fill:var(--c2)}.plot .f3{fill:var(--c3)}.plot .f4{fill:var(--c4)}
        .plot .f3.mark,.plot .f4.mark{stroke:var(--ink);stroke-width:.75}
        """;

    /// <summary>The opening of an <c>svg</c> element that says what it shows.</summary>
    internal static StringBuilder Open(double width, double height, string title) => new StringBuilder()
        .Append("<svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ").Append(PlotNumbers.Place(width)).Append(' ').Append(PlotNumbers.Place(height))
        .Append("\" aria-label=\"").Append(Escape(title)).Append("\">");

    internal static StringBuilder Text(this StringBuilder svg, double x, double y, string anchor, string text, string kind = "") => svg
        .Append("<text x=\"").Append(PlotNumbers.Place(x)).Append("\" y=\"").Append(PlotNumbers.Place(y)).Append("\" text-anchor=\"").Append(anchor).Append('"')
        .Append(kind.Length == 0 ? "" : $" class=\"{kind}\"").Append('>').Append(Escape(text)).Append("</text>");

    internal static StringBuilder Line(this StringBuilder svg, double x1, double y1, double x2, double y2, string kind) => svg
        .Append("<line class=\"").Append(kind).Append("\" x1=\"").Append(PlotNumbers.Place(x1)).Append("\" y1=\"").Append(PlotNumbers.Place(y1))
        .Append("\" x2=\"").Append(PlotNumbers.Place(x2)).Append("\" y2=\"").Append(PlotNumbers.Place(y2)).Append("\"/>");

    /// <summary>The shape of a series: circle, triangle, square, diamond, cross.</summary>
    internal static StringBuilder Mark(this StringBuilder svg, double x, double y, int series)
    {
        (double X, double Y)[] corners = (series % Colours) switch
        {
            1 => [(0, -Half), (Half, Half), (-Half, Half)],
            2 => [(-Half, -Half), (Half, -Half), (Half, Half), (-Half, Half)],
            3 => [(0, -Half - 1), (Half + 1, 0), (0, Half + 1), (-Half - 1, 0)],
            4 => [(-1, -1), (-1, -Half), (1, -Half), (1, -1), (Half, -1), (Half, 1), (1, 1), (1, Half), (-1, Half), (-1, 1), (-Half, 1), (-Half, -1)],
            _ => [],
        };
        if (corners.Length == 0)
        {
            return svg.Append("<circle class=\"mark f0\" cx=\"").Append(PlotNumbers.Place(x)).Append("\" cy=\"").Append(PlotNumbers.Place(y)).Append("\" r=\"4\"/>");
        }
        var points = string.Join(' ', corners.Select(c => $"{PlotNumbers.Place(x + c.X)},{PlotNumbers.Place(y + c.Y)}"));
        return svg.Append("<polygon class=\"mark f").Append(series % Colours).Append("\" points=\"").Append(points).Append("\"/>");
    }

    internal static string Escape(string text) => WebUtility.HtmlEncode(text);
}
