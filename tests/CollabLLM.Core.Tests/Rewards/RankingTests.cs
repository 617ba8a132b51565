using CollabLLM.Core.Rewards;
using CsCheck;

namespace CollabLLM.Core.Tests.Rewards;

public sealed class RankingTests
{
    [Fact]
    public void Far_apart_with_little_spread_is_settled()
    {
        Assert.Empty(Ranking.Open([[0.1, 0.12, 0.11], [0.9, 0.88, 0.91], [0.5, 0.52, 0.51]], 0.9));
    }

    [Fact]
    public void Only_the_close_pair_stays_open()
    {
        Assert.Equal([0, 2], Ranking.Open([[0.9, 0.7, 0.8], [0.1, 0.2, 0.15], [0.75, 0.9, 0.7]], 0.9));
    }

    [Fact]
    public void A_single_future_each_says_nothing_about_the_spread() => Assert.Equal([0, 1], Ranking.Open([[0.9], [0.1]], 0.9));

    [Fact]
    public void A_tie_without_spread_is_not_broken_by_more_futures() => Assert.Empty(Ranking.Open([[0.5, 0.5], [0.5, 0.5]], 0.9));

    [Fact]
    public void Who_has_no_value_keeps_nothing_open() => Assert.Empty(Ranking.Open([[], [0.3, 0.4]], 0.9));

    /// <summary>t(0.95; 4) = 2.131846786; means differ by d, each of three, pooled variance 0.01: open up to 2.1318·0.1·√(2/3) = 0.174065.</summary>
    [Theory]
    [InlineData(0.1740, true)]
    [InlineData(0.1742, false)]
    public void The_line_is_where_the_t_test_draws_it(double difference, bool open)
    {
        double[] around = [-0.1, 0, 0.1];
        Assert.Equal(open, Ranking.Open([[.. around], [.. around.Select(x => x + difference)]], 0.9).Count > 0);
    }

    /// <summary>With whole numbers, so that equal means are equal to the last bit.</summary>
    [Fact]
    public void Does_not_depend_on_scale_or_origin() =>
        Gen.Int[-20, 20].Select(v => (double)v).Array[2, 5].Array[2, 5].Select(Gen.Int[1, 4], Gen.Int[-3, 3]).Sample((values, scale, shift) =>
        {
            var plain = Ranking.Open(values, 0.9);
            var moved = Ranking.Open([.. values.Select(v => (IReadOnlyList<double>)[.. v.Select(x => (x * scale) + shift)])], 0.9);
            return plain.SequenceEqual(moved);
        }, iter: 300);
}
