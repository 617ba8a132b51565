namespace CollabLLM.Training.Reports;

/// <summary>From values to places along one side of a plot, with round values for its lines.</summary>
internal sealed class PlotScale
{
    private const int MostSteps = 4;
    private static readonly int[] Round = [1, 2, 5, 10];
    private readonly double _start;
    private readonly double _end;

    /// <param name="values">What has to lie within; values that are no numbers are passed over.</param>
    /// <param name="start">The place of the lowest value.</param>
    /// <param name="end">The place of the highest.</param>
    /// <param name="rounded">Whether the ends are round values too.</param>
    public PlotScale(IEnumerable<double> values, double start, double end, bool rounded)
    {
        (_start, _end) = (start, end);
        double[] known = [.. values.Where(double.IsFinite).DefaultIfEmpty()];
        var (least, most) = (known.Min(), known.Max());
        if (least == most) (least, most) = least == 0 ? (0, 1) : (Math.Min(least, 0), Math.Max(most, 0));
        // What nearly reaches zero begins there.
        if (rounded && least > 0 && least < 0.4 * most) least = 0;
        var step = Step((most - least) / MostSteps);
        var (first, last) = (rounded ? Math.Floor((least / step) + 1e-9) : Math.Ceiling((least / step) - 1e-9), rounded ? Math.Ceiling((most / step) - 1e-9) : Math.Floor((most / step) + 1e-9));
        (Least, Most) = rounded ? (first * step, last * step) : (least, most);
        Lines = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    public double Least { get; }

    public double Most { get; }

    /// <summary>Round values; at most six.</summary>
    public IReadOnlyList<double> Lines { get; }

    public double At(double value) => _start + ((value - Least) / (Most - Least) * (_end - _start));

    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * Round.First(m => m * power >= least * (1 - 1e-9));
    }
}
