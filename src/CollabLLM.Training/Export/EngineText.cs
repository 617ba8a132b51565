using System.Globalization;
using System.Text.Json;

namespace CollabLLM.Training.Export;

/// <summary>Values as YAML and shells take them.</summary>
internal static class EngineText
{
    /// <summary>A text in double quotes; JSON's form is YAML's too.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text);

    /// <summary>A text that a shell passes on as it is.</summary>
    public static string Shell(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>YAML takes a number with an exponent for one only when it has a point.</summary>
    public static string Real(double value) => value.ToString("0.0###e-0", CultureInfo.InvariantCulture);
}
