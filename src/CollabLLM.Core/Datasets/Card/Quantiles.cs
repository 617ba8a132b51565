using CollabLLM.Core.Statistics;

namespace CollabLLM.Core.Datasets.Card;

/// <summary>How values are distributed: between sorted values linearly (type 7, as NumPy).</summary>
public sealed record Quantiles(int Count, double Least, double Tenth, double Quarter, double Median, double ThreeQuarters, double NineTenths, double Most)
{
    /// <returns>Null where there is no value.</returns>
    internal static Quantiles? Of(double[] values)
    {
        if (values.Length == 0) return null;
        Array.Sort(values);
        double At(double share) => Descriptive.SortedQuantile(values, share);
        return new(values.Length, values[0], At(0.1), At(0.25), At(0.5), At(0.75), At(0.9), values[^1]);
    }
}
