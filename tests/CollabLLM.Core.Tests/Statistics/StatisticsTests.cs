using CollabLLM.Core.Statistics;

namespace CollabLLM.Core.Tests.Statistics;

/// <summary>By hand, and the figures that the specification derives from the paper's own sizes.</summary>
public sealed class StatisticsTests
{
    private static readonly double[] One = [1, 2, 3, 4, 5];
    private static readonly double[] Two = [2, 3, 4, 5, 7];

    /// <summary>The user study: "very good" for 33 of 58 against 24 of 61.</summary>
    [Fact]
    public void The_papers_user_study_is_weaker_than_it_sounds()
    {
        var test = ProportionTest.Of(33, 58, 24, 61);
        Assert.Equal(1.92, test.Z, 2);
        Assert.Equal(0.055, test.P, 3);
        Assert.Equal(0.067, FisherExact.P(33, 58, 24, 61), 3);
        Assert.Equal(-0.001, test.Difference.Low, 3);
        Assert.Equal(0.352, test.Difference.High, 3);
        Assert.Equal(0.021, ProportionTest.Of(37, 58, 26, 61).P, 3);
        Assert.Equal(0.61, ProportionTest.Of(53, 58, 54, 61).P, 2);
    }

    /// <summary>MATH: 33 against 25 of 200.</summary>
    [Fact]
    public void The_papers_gain_on_maths_is_within_chance()
    {
        var test = ProportionTest.Of(33, 200, 25, 200);
        Assert.Equal(0.26, test.P, 2);
        Assert.Equal(-0.029, test.Difference.Low, 3);
        Assert.Equal(0.109, test.Difference.High, 3);
    }

    [Fact]
    public void Sample_sizes_of_the_specification()
    {
        Assert.InRange(SampleSize.PerArmForProportions(0.125, 0.165), 1200, 1220);
        Assert.InRange(SampleSize.PerArmForProportions(0.393, 0.569), 125, 126);
        Assert.InRange(SampleSize.PerArmForMeans(0.5 / 1.5), 141, 143);
        Assert.Equal(0.8, SampleSize.PowerForMeans(-0.5, SampleSize.PerArmForMeans(0.5)), 10);
        Assert.Equal(double.PositiveInfinity, SampleSize.PerArmForMeans(0));
    }

    [Fact]
    public void Means_and_their_errors()
    {
        Assert.Equal(3, Descriptive.Mean(One));
        Assert.Equal(2.5, Descriptive.Variance(One), 12);
        Assert.Equal(Math.Sqrt(0.5), Descriptive.StandardError(One), 12);
        // t(0.975, 4) = 2.7764451051977987
        Assert.Equal(3 - 2.7764451051977987 * Math.Sqrt(0.5), Descriptive.MeanInterval(One).Low, 10);
        Assert.Equal(1.4, Descriptive.Quantile(One, 0.1), 12);
        Assert.Equal(5, Descriptive.Quantile(One, 1));
        Assert.Equal(0.1, Descriptive.Mean([.. Enumerable.Repeat(0.1, 1000)]));
    }

    [Fact]
    public void Tests_by_hand()
    {
        Assert.Equal(-1.2 / Math.Sqrt(2.5 / 5 + 3.7 / 5), WelchTest.Of(One, Two).T, 12);
        Assert.Equal(-6, PairedTTest.Of(One, Two).T, 10);
        Assert.Equal(10, MannWhitney.Of(One, [1.5, 2.5, 3.5, 4.5, 6]).U1);
        // Of the 20 arrangements of 3 and 3, one is as extreme on each side.
        Assert.Equal(0.1, MannWhitney.ExactOf([1, 2, 3], [4, 5, 6]).P, 12);
        // (9 − 4.5 − 0.5) / √(9/12 · 7) = 1.7457, of which p is 0.0808556
        Assert.Equal(0.0808556, MannWhitney.AsymptoticOf([1, 2, 3], [4, 5, 6]).P, 7);
        Assert.Equal(0.1, FisherExact.P(3, 3, 0, 3), 12);
        Assert.Equal(-1, EffectSize.CliffDelta([1, 2, 3], [4, 5, 6]), 12);
        Assert.Equal(1, Correlation.Spearman(One, Two).Coefficient, 12);
        Assert.Equal(1, Correlation.KendallTauB(One, Two), 12);
        Assert.Equal([0.03, 0.06, 0.06], MultipleTesting.Holm([0.01, 0.03, 0.04]), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.Equal([0.03, 0.04, 0.04], MultipleTesting.BenjaminiHochberg([0.01, 0.03, 0.04]), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void A_small_sample_without_ties_is_counted_exactly()
    {
        Assert.True(MannWhitney.Of([1, 2, 3], [4, 5, 6]).Exact);
        Assert.False(MannWhitney.Of([1, 2, 3], [3, 5, 6]).Exact);
    }

    /// <summary>With a million values t is as good as normal: 2 Φ(−1.959963985) = 0.05.</summary>
    [Fact]
    public void Large_samples_are_no_trouble()
    {
        double[] a = [.. Enumerable.Range(0, 1_000_000).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        var shift = 1.959963984540054 * Math.Sqrt(2.0 / a.Length);
        Assert.Equal(0.05, WelchTest.Of([.. a.Select(v => v + shift)], a).P, 6);
        Assert.InRange(SampleSize.PerArmForMeans(0.001), 15_697_000, 15_700_000);
    }

    [Fact]
    public void What_is_undefined_is_not_a_number()
    {
        double[] same = [2, 2, 2];
        Assert.Equal(double.NaN, WelchTest.Of(same, same).T);
        Assert.Equal(double.NaN, WelchTest.Of(same, same).P);
        Assert.Equal(0, WelchTest.Of(same, [3, 3, 3]).P);
        Assert.Equal(double.NaN, MannWhitney.AsymptoticOf(same, same).P);
        Assert.Equal(double.NaN, Correlation.Pearson(same, [1, 2, 3]).Coefficient);
        Assert.Equal(double.NaN, Correlation.KendallTauB(same, [1, 2, 3]));
        Assert.Equal(double.NaN, ProportionTest.Of(0, 5, 0, 5).P);
        Assert.Equal(double.NaN, Krippendorff.Alpha([[1, 1], [1, 1]], MeasurementLevel.Nominal));
    }

    [Fact]
    public void Too_few_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Descriptive.Mean([]));
        Assert.Throws<ArgumentException>(() => WelchTest.Of([1], Two));
        Assert.Throws<ArgumentException>(() => PairedTTest.Of(One, [1, 2]));
        Assert.Throws<ArgumentException>(() => Krippendorff.Alpha([[1, null], [null, 2]], MeasurementLevel.Nominal));
        Assert.Throws<ArgumentException>(() => Icc.Of([[1, 2]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => FisherExact.P(3, 2, 0, 1));
    }

    /// <summary>Krippendorff's own example of 2011: four observers, twelve units, nominal .743, ordinal .815, interval .849.</summary>
    [Fact]
    public void Krippendorffs_example_has_his_values()
    {
        double?[][] ratings =
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
            [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
        ];
        Assert.Equal(0.743, Krippendorff.Alpha(ratings, MeasurementLevel.Nominal), 3);
        Assert.Equal(0.815, Krippendorff.Alpha(ratings, MeasurementLevel.Ordinal), 3);
        Assert.Equal(0.849, Krippendorff.Alpha(ratings, MeasurementLevel.Interval), 3);
    }

    /// <summary>The example of Shrout and Fleiss, 1979: six targets, four judges.</summary>
    [Fact]
    public void Shrout_and_Fleiss_have_their_six_values()
    {
        var icc = Icc.Of([[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]);
        Assert.Equal(0.17, icc.OneWaySingle, 2);
        Assert.Equal(0.29, icc.AgreementSingle, 2);
        Assert.Equal(0.71, icc.ConsistencySingle, 2);
        Assert.Equal(0.44, icc.OneWayAverage, 2);
        Assert.Equal(0.62, icc.AgreementAverage, 2);
        Assert.Equal(0.91, icc.ConsistencyAverage, 2);
    }

    [Fact]
    public void The_bootstrap_repeats_itself_and_is_near_the_t_interval()
    {
        var random = new Random(5);
        double[] a = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        double[] b = [.. a.Select(v => v - 0.1 + 0.05 * random.NextDouble())];
        var mean = Bootstrap.Mean(a, seed: 1, resamples: 2000);
        Assert.Equal(mean, Bootstrap.Mean(a, seed: 1, resamples: 2000));
        Assert.NotEqual(mean, Bootstrap.Mean(a, seed: 2, resamples: 2000));
        var t = Descriptive.MeanInterval(a);
        Assert.Equal(t.Low, mean.Low, 2);
        Assert.Equal(t.High, mean.High, 2);
        var paired = Bootstrap.PairedDifference(a, b, seed: 1, resamples: 2000);
        var apart = Bootstrap.Difference(a, b, seed: 1, resamples: 2000);
        Assert.Equal(paired.Estimate, apart.Estimate, 10);
        Assert.True(paired.High - paired.Low < (apart.High - apart.Low) / 5, "pairs are what makes the interval narrow");
    }
}
