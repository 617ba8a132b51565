using CollabLLM.Core.Statistics;

namespace CollabLLM.Core.Tests.Statistics;

public sealed class PigeonholeBootstrapTests
{
    private static readonly double[] Items = [.. Enumerable.Range(0, 60).Select(i => i * 37 % 11 / 10.0)];

    [Fact]
    public void A_single_run_has_the_interval_of_its_items()
    {
        var (one, items) = (PigeonholeBootstrap.Mean([Items], 1), Bootstrap.Mean(Items, 1));
        Assert.Equal(items.Estimate, one.Estimate, 12);
        Assert.Equal(items.Low, one.Low, 0.02);
        Assert.Equal(items.High, one.High, 0.02);
    }

    [Fact]
    public void Runs_that_differ_widen_the_interval_and_runs_that_do_not_leave_it()
    {
        double[][] same = [Items, Items, Items];
        double[][] different = [Items, [.. Items.Select(i => i + 1)], [.. Items.Select(i => i - 1)]];
        var (narrow, wide) = (PigeonholeBootstrap.Mean(same, 1), PigeonholeBootstrap.Mean(different, 1));
        Assert.Equal(narrow.Estimate, wide.Estimate, 12);
        Assert.True(wide.High - wide.Low > 3 * (narrow.High - narrow.Low));
        var single = PigeonholeBootstrap.Mean([Items], 2);
        Assert.Equal(single.High - single.Low, narrow.High - narrow.Low, 0.02);
    }

    [Fact]
    public void Pairs_are_drawn_together()
    {
        double[][] a = [[.. Items.Select(i => i + 0.1)], [.. Items.Select(i => i + 0.1)]];
        double[][] b = [Items, Items];
        var difference = PigeonholeBootstrap.Paired(a, b, (x, y) => x - y, 1);
        Assert.Equal(0.1, difference.Low, 9);
        Assert.Equal(0.1, difference.High, 9);
        var gain = PigeonholeBootstrap.Paired(a, b, (x, y) => (x - y) / y, 1);
        Assert.Equal(0.1 / Items.Average(), gain.Estimate, 9);
        Assert.True(gain.Low > 0 && gain.Low < gain.Estimate && gain.Estimate < gain.High);
    }

    [Fact]
    public void Tables_of_two_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PigeonholeBootstrap.Mean([], 1));
        Assert.Throws<ArgumentException>(() => PigeonholeBootstrap.Mean([[1], [1, 2]], 1));
        Assert.Throws<ArgumentException>(() => PigeonholeBootstrap.Paired([[1, 2]], [[1]], (x, y) => x - y, 1));
    }
}
