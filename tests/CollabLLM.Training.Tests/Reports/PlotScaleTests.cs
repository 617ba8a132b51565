using CollabLLM.Training.Reports;

namespace CollabLLM.Training.Tests.Reports;

public sealed class PlotScaleTests
{
    [Fact]
    public void Lines_are_round_and_hold_all_values()
    {
        var scale = new PlotScale([1.9, 7.3, double.NaN], 100, 0, rounded: true);
        Assert.Equal([0, 2, 4, 6, 8], scale.Lines);
        Assert.Equal(100, scale.At(0));
        Assert.Equal(0, scale.At(8));
        Assert.Equal([-0.1, 0, 0.1, 0.2], new PlotScale([-0.06, 0.17], 0, 1, rounded: true).Lines, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([20, 40], new PlotScale([3, 55], 0, 1, rounded: false).Lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-5)]
    public void One_value_alone_has_a_place_and_zero_is_in_sight(double value)
    {
        var scale = new PlotScale([value], 0, 100, rounded: true);
        Assert.InRange(scale.At(value), 0, 100);
        Assert.Contains(0, scale.Lines);
        Assert.InRange(new PlotScale([], 0, 100, rounded: true).Lines.Count, 2, 6);
    }

    [Fact]
    public void There_are_few_lines_at_any_size()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var size = Math.Pow(10, random.Next(-9, 9));
            double[] values = [size * (random.NextDouble() - 0.5), size * random.NextDouble()];
            var scale = new PlotScale(values, 0, 1, rounded: true);
            Assert.InRange(scale.Lines.Count, 2, 7);
            Assert.All(values, v => Assert.InRange(scale.At(v), -1e-9, 1 + 1e-9));
        }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1.5, "−1.5")]
    [InlineData(5e-6, "5e−6")]
    [InlineData(12345, "12,345")]
    [InlineData(0.12344, "0.1234")]
    [InlineData(double.NaN, "–")]
    public void Numbers_are_short(double value, string text) => Assert.Equal(text, PlotNumbers.Text(value));
}
