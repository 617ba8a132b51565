using System.Globalization;

namespace CollabLLM.Cli;

/// <summary>Numbers as people read them. Powers of ten, as disks and downloads are sold.</summary>
internal static class Sizes
{
    public static string Bytes(long bytes) => Scaled(bytes, ["bytes", "kB", "MB", "GB", "TB"]);

    public static string Count(long count) => Scaled(count, ["", "thousand", "million", "billion", "trillion"]).TrimEnd();

    private static string Scaled(double value, ReadOnlySpan<string> units)
    {
        var unit = 0;
        for (; value >= 1000 && unit < units.Length - 1; unit++) value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? value : Math.Round(value, value < 10 ? 2 : 1)):0.##} {units[unit]}");
    }
}
