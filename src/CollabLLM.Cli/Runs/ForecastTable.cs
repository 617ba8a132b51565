using System.Globalization;
using CollabLLM.Core.Calls;
using Spectre.Console;

namespace CollabLLM.Cli.Runs;

/// <summary>What <c>--dry-run</c> prints.</summary>
internal static class ForecastTable
{
    /// <summary>Assumed length of a message.</summary>
    public const int MessageTokens = 200;

    /// <summary>Assumed length of a prompt around a history, the goal not counted.</summary>
    public const int PromptTokens = 900;

    /// <param name="length">What is assumed to be as long as a message, besides that no call is repeated.</param>
    public static void Write(CommandOutput output, CallForecast forecast, bool json, string length = "a message, no conversation ending early")
    {
        if (json)
        {
            output.WriteJson(new { forecast.Calls, forecast.Cost, forecast.MessageTokens, forecast.Lines });
            return;
        }
        var table = new Table().Border(TableBorder.None);
        foreach (var column in (string[])["role", "model", "calls", "tokens in", "tokens out", "cost"])
        {
            table.AddColumn(new TableColumn(column) { Alignment = column is "model" or "role" ? Justify.Left : Justify.Right });
        }
        foreach (var line in forecast.Lines)
        {
            table.AddRow(line.Role.ToString().ToLowerInvariant(), Markup.Escape(line.Model), Number(line.Calls), Number(line.InputTokens), Number(line.OutputTokens), Cost(line));
        }
        output.Drawn(error: false).Write(table);
        var cost = forecast.Cost is { } sum ? string.Create(CultureInfo.InvariantCulture, $"{sum:0.00} {forecast.Lines.Select(l => l.Currency).FirstOrDefault()}") : "unknown, a price is missing";
        output.Print($"{Number(forecast.Calls)} calls at most, expected cost at most {cost}.");
        output.Say($"No call repeated, {forecast.MessageTokens} tokens {length}. Nobody was called.");
    }

    private static string Cost(ForecastLine line) =>
        line.Cost is { } cost ? string.Create(CultureInfo.InvariantCulture, $"{cost:0.00} {line.Currency}") : "no price";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
