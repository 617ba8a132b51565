using System.Text.Json.Nodes;
using CollabLLM.Core.Statistics;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.Statistics;

/// <summary>What SciPy, statsmodels, krippendorff and pingouin say.</summary>
public sealed class StatisticsGoldenTests
{
    private readonly Difference _difference = new();

    [Fact]
    public void Two_samples_compare_as_in_SciPy()
    {
        foreach (var row in Golden("statistics.json")["two_samples"]!.AsArray())
        {
            double[] a = Numbers(row!["a"]!), b = Numbers(row["b"]!);
            var welch = WelchTest.Of(a, b);
            Same(row["welch"]!["t"], welch.T);
            Same(row["welch"]!["df"], welch.DegreesOfFreedom);
            Same(row["welch"]!["p"], welch.P);
            Same(row["welch"]!["ci95_mean_a_minus_b"]![0], welch.Difference.Low);
            Same(row["welch"]!["ci95_mean_a_minus_b"]![1], welch.Difference.High);
            var ranks = MannWhitney.AsymptoticOf(a, b);
            Same(row["mann_whitney_asymptotic_cc"]!["U1"], ranks.U1);
            Same(row["mann_whitney_asymptotic_cc"]!["p"], ranks.P);
            if (row["mann_whitney_exact_no_ties"] is { } exact) Same(exact["p"], MannWhitney.ExactOf(a, b).P);
            Same(row["cohen_d_pooled"], EffectSize.CohenD(a, b));
            Same(row["hedges_g_exact_correction"], EffectSize.HedgesG(a, b));
            Same(row["cliff_delta_a_over_b"], EffectSize.CliffDelta(a, b));
            var paired = row["paired_first_k"]!;
            var k = (int)paired["k"]!;
            (a, b) = (a[..k], b[..k]);
            Same(paired["t"], PairedTTest.Of(a, b).T);
            Same(paired["p"], PairedTTest.Of(a, b).P);
            Same(paired["spearman"], Correlation.Spearman(a, b).Coefficient);
            // where the ranks agree entirely, p is made of the last bit of 1 − r
            Assert.Equal((double)paired["spearman_p"]!, Correlation.Spearman(a, b).P, 1e-9);
            Same(paired["pearson"], Correlation.Pearson(a, b).Coefficient);
            Same(paired["kendall_tau_b"], Correlation.KendallTauB(a, b));
        }
        _difference.AssertWithin(1e-9, values: 906);
    }

    [Fact]
    public void Proportions_compare_as_in_statsmodels_and_SciPy()
    {
        foreach (var row in Golden("statistics.json")["proportions"]!.AsArray())
        {
            var (x1, n1, x2, n2) = ((long)row!["x1"]!, (long)row["n1"]!, (long)row["x2"]!, (long)row["n2"]!);
            Same(row["z_pooled"], ProportionTest.Of(x1, n1, x2, n2).Z);
            Same(row["p"], ProportionTest.Of(x1, n1, x2, n2).P);
            Same(row["fisher_p"], FisherExact.P(x1, n1, x2, n2));
        }
        _difference.AssertWithin(1e-9, values: 180);
    }

    [Fact]
    public void Many_p_values_are_corrected_as_in_statsmodels()
    {
        var row = Golden("statistics.json")["multiple"]!;
        var p = Numbers(row["p"]!);
        Assert.All(Numbers(row["holm"]!).Zip(MultipleTesting.Holm(p)), pair => _difference.Add(pair.First, pair.Second));
        Assert.All(Numbers(row["bh"]!).Zip(MultipleTesting.BenjaminiHochberg(p)), pair => _difference.Add(pair.First, pair.Second));
        _difference.AssertWithin(1e-9, values: 18);
    }

    [Fact]
    public void Sample_sizes_are_those_of_statsmodels()
    {
        foreach (var row in Golden("statistics.json")["power"]!.AsArray())
        {
            var (alpha, power) = ((double)row!["alpha"]!, (double)row["power"]!);
            if (row["d"] is { } d) Same(row["n_per_arm"], SampleSize.PerArmForMeans((double)d, alpha, power));
            else Same(row["n_per_arm_arcsine"], SampleSize.PerArmForProportions((double)row["p1"]!, (double)row["p2"]!, alpha, power));
        }
        _difference.AssertWithin(1e-6, values: 6);
    }

    [Fact]
    public void Agreement_is_that_of_krippendorff_and_pingouin()
    {
        foreach (var row in Golden("agreement.json").AsArray())
        {
            double?[][] ratings = [.. row!["ratings_rows_are_raters_null_is_missing"]!.AsArray().Select(r => r!.AsArray().Select(v => (double?)v).ToArray())];
            Same(row["krippendorff_alpha_nominal"], Krippendorff.Alpha(ratings, MeasurementLevel.Nominal));
            Same(row["krippendorff_alpha_ordinal"], Krippendorff.Alpha(ratings, MeasurementLevel.Ordinal));
            Same(row["krippendorff_alpha_interval"], Krippendorff.Alpha(ratings, MeasurementLevel.Interval));
            double[][] two = [.. row["complete_first_two"]!.AsArray().Select(r => Numbers(r!))];
            Same(row["cohen_kappa_first_two"], CohenKappa.Of(two[0], two[1]));
            var icc = Icc.Of([.. row["complete"]!.AsArray().Select(r => Numbers(r!))]);
            var golden = row["icc_complete"]!;
            Same(golden["ICC(1,1)"], icc.OneWaySingle);
            Same(golden["ICC(A,1)"], icc.AgreementSingle);
            Same(golden["ICC(C,1)"], icc.ConsistencySingle);
            Same(golden["ICC(1,k)"], icc.OneWayAverage);
            Same(golden["ICC(A,k)"], icc.AgreementAverage);
            Same(golden["ICC(C,k)"], icc.ConsistencyAverage);
        }
        _difference.AssertWithin(1e-9, values: 250);
    }

    private void Same(JsonNode? golden, double actual) => _difference.Add((double)golden!, actual);

    private static JsonNode Golden(string file) => JsonNode.Parse(File.ReadAllText(SharedFolder.Require($"goldens/{file}")))!;

    private static double[] Numbers(JsonNode values) => [.. values.AsArray().Select(v => (double)v!)];

    /// <summary>The largest difference in proportion, so that a p of 1e-90 counts too.</summary>
    private sealed class Difference
    {
        private int _values;
        private (double Size, double Golden, double Actual) _largest;

        public void Add(double golden, double actual)
        {
            _values++;
            var size = Math.Abs(golden - actual) / (Math.Abs(golden) is > 0 and var g ? g : 1);
            if (!(size <= _largest.Size)) _largest = (size, golden, actual);
        }

        public void AssertWithin(double tolerance, int values)
        {
            Assert.True(_values >= values, $"only {_values} values were compared");
            Assert.True(_largest.Size <= tolerance, $"{_largest.Actual} instead of {_largest.Golden}, {_largest.Size:E1} of it");
        }
    }
}
