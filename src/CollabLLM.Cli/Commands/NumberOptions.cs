using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CollabLLM.Cli.Commands;

/// <summary>Options that take a number: written with a point, whatever the system's language, and refused with a sentence.</summary>
internal static class NumberOptions
{
    public static Option<double?> Real(string name, string description, double least, double most) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result => double.TryParse(Token(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : Wrong<double?>(result, string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {least} to {most}")),
    };

    public static Option<int?> Whole(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => int.TryParse(Token(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : Wrong<int?>(result, most == int.MaxValue ? $"{name} must be a whole number, {least} or more" : $"{name} must be a whole number from {least} to {most}"),
    };

    public static Option<long?> Long(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => long.TryParse(Token(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : Wrong<long?>(result, $"{name} must be a whole number"),
    };

    private static string Token(ArgumentResult result) => result.Tokens is [var token] ? token.Value : "";

    private static T? Wrong<T>(ArgumentResult result, string rule)
    {
        result.AddError($"{rule}, not {Token(result)}.");
        return default;
    }
}
