using System.Globalization;

namespace CollabLLM.Training.Reports;

/// <summary>Numbers as plots and their tables write them, whatever the system's language.</summary>
internal static class PlotNumbers
{
    private const double Small = 1e-3;
    private const double Large = 1e6;
    private const int MostDecimals = 10;

    /// <summary>Four digits that count, a real minus sign, powers of ten where they are shorter.</summary>
    public static string Text(double value)
    {
        if (!double.IsFinite(value)) return "–";
        var size = Math.Abs(value);
        var text = size is > 0 and < Small or >= Large ? value.ToString("0.###e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal)
            : size >= 1000 ? value.ToString("#,0", CultureInfo.InvariantCulture)
            : value.ToString(size >= 100 ? "0.#" : size >= 10 ? "0.##" : size >= 1 ? "0.###" : "0.####", CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    /// <summary>With this many digits behind the point, so that values under one another line up; nothing is −0.</summary>
    public static string Text(double value, int decimals) => double.IsFinite(value) ? (Math.Round(value, decimals) + 0.0).ToString("N" + decimals, CultureInfo.InvariantCulture).Replace('-', '−') : "–";

    /// <summary>Digits behind the point that tell something of a value that is known this well: two of the width of its interval.</summary>
    /// <param name="width">Above 0 and finite.</param>
    public static int Decimals(double width) => Math.Clamp(1 - (int)Math.Floor(Math.Log10(width)), 0, MostDecimals);

    /// <summary>A place in a drawing.</summary>
    public static string Place(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
