namespace CollabLLM.Bench;

/// <summary>Repeated measurements of one quantity, printed as median with the range and the relative spread, never as a lone number.</summary>
internal sealed class Samples(string unit)
{
    private readonly List<double> _values = [];

    public void Add(double value) => _values.Add(value);

    public int Count => _values.Count;

    public double Median => Quantile(0.5);

    public double Quantile(double q)
    {
        if (_values.Count == 0) return double.NaN;
        var sorted = _values.Order().ToArray();
        var at = q * (sorted.Length - 1);
        var low = (int)at;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }

    public override string ToString() =>
        _values.Count == 0
            ? "nothing measured"
            : $"{Median:0.###} {unit} (min {_values.Min():0.###}, max {_values.Max():0.###}, {_values.Count} runs, spread {(_values.Max() - _values.Min()) / Median:P0})";
}
