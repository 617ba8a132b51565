using System.Xml.Linq;
using CollabLLM.Training.Reports;

namespace CollabLLM.Training.Tests.Reports;

public sealed class PlotTests
{
    private static readonly LinePlot Lines = new()
    {
        Title = "Loss <&>",
        XName = "step",
        YName = "loss",
        Series =
        [
            new("training", [new(1, 2, 1.5, 2.5), new(2, 1.5, 1.25, 1.75), new(3, 0.9)]), new("evaluation", [new(3, 1.9), new(double.NaN, 1)]), new("none", []),
        ],
    };

    [Fact]
    public void Lines_stand_where_their_values_are()
    {
        var svg = XElement.Parse(Lines.Svg());
        Assert.Equal("Loss <&>", svg.Attribute("aria-label")!.Value);
        var paths = Of(svg, "polyline").Select(p => p.Attribute("points")!.Value).ToArray();
        // From 58 to 520 across for 1 to 3, from 200 up to 26 for 0 to 3.
        Assert.Equal(["58,84 289,113 520,147.8", "520,89.8"], paths);
        Assert.Equal("58,55 289,98.5 289,127.5 58,113", Assert.Single(Of(svg, "polygon"), p => p.Attribute("class")!.Value == "band f0").Attribute("points")!.Value);
        Assert.Equal(["training", "evaluation"], Of(svg, "text").Where(t => t.Attribute("class")?.Value == "name").Select(t => t.Value).OrderDescending());
    }

    [Fact]
    public void Names_of_lines_that_meet_do_not_cover_each_other()
    {
        var plot = Lines with { Series = [.. Enumerable.Range(0, 6).Select(i => new PlotSeries($"line {i}", [new(0, 1), new(1, 1 + (i * 1e-3))]))] };
        double[] places = [.. Of(XElement.Parse(plot.Svg()), "text").Where(t => t.Attribute("class")?.Value == "name").Select(t => (double)t.Attribute("y")!).Order()];
        Assert.Equal(6, places.Length);
        Assert.All(places.Zip(places.Skip(1)), p => Assert.True(p.Second - p.First >= 13.9));
    }

    [Fact]
    public void The_data_of_lines_is_a_table()
    {
        Assert.Equal(["step", "training", "training, low", "training, high", "evaluation", "none"], Lines.Columns);
        Assert.Equal(["3", "0.9", "", "", "1.9", ""], Lines.Rows.Single(r => r[0] == "3"));
    }

    [Fact]
    public void An_axis_without_zero_is_said()
    {
        Assert.Equal("", Lines.Note);
        Assert.Equal("The axis of loss does not start at 0.", (Lines with { Series = [new("a", [new(1, 10), new(2, 11)])] }).Note);
    }

    [Fact]
    public void Dots_stand_on_their_intervals_beside_what_they_are_compared_with()
    {
        var plot = new DotPlot
        {
            Title = "Score",
            ValueName = "gain",
            Values = [new("SFT", 0.1, -0.1, 0.3), new("DPO", 0.4, 0.3, 0.5, Group: 1), new("lost", double.NaN)],
            Reference = 0,
        };
        var svg = XElement.Parse(plot.Svg());
        // From 190 to 530 across for -0.2 to 0.6.
        var interval = Of(svg, "line").First(l => l.Attribute("class")!.Value == "interval");
        Assert.Equal((232.5, 402.5), ((double)interval.Attribute("x1")!, (double)interval.Attribute("x2")!));
        Assert.Equal(317.5, (double)Assert.Single(Of(svg, "circle")).Attribute("cx")!);
        Assert.Equal("mark f1", Assert.Single(Of(svg, "polygon")).Attribute("class")!.Value);
        // The narrowest interval is 0.2 wide, of which two digits tell something.
        Assert.Contains("0.40 [0.30, 0.50]", Of(svg, "text").Select(t => t.Value));
        Assert.Equal(["SFT", "0.1", "−0.1", "0.3"], plot.Rows.First());
    }

    [Theory]
    [InlineData(100, 100, 100, "100 [100, 100]")]
    [InlineData(58.5556, 53.6667, 63.4444, "58.6 [53.7, 63.4]")]
    [InlineData(80.2, 70, 91, "80 [70, 91]")]
    [InlineData(-0.00004, -0.1, 0.1, "0.00 [−0.10, 0.10]")]
    [InlineData(0.00002, 0.00001, 0.00004, "0.000020 [0.000010, 0.000040]")]
    public void Dots_are_written_with_the_digits_that_their_interval_allows(double value, double low, double high, string written)
    {
        var plot = new DotPlot { Title = "Score", ValueName = "gain", Values = [new("SFT", value, low, high)] };
        Assert.Contains(written, Of(XElement.Parse(plot.Svg()), "text").Select(t => t.Value));
    }

    [Fact]
    public void A_page_needs_nothing_from_elsewhere_and_holds_its_texts_as_texts()
    {
        var page = new ReportPage("A <b>").Heading("1 & 2").Paragraph("<script>").Table(["a"], [["<td>"]]).Plot(Lines).ToString();
        Assert.Contains("<h1>A &lt;b&gt;</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
        Assert.Contains("&lt;td&gt;", page, StringComparison.Ordinal);
    }

    private static IEnumerable<XElement> Of(XElement svg, string name) => svg.Descendants().Where(e => e.Name.LocalName == name);
}
