using System.Globalization;
using CollabLLM.Core.Calls;
using Spectre.Console;

namespace CollabLLM.Cli.Runs;

/// <summary>What a run took, as a table on stderr.</summary>
internal static class LedgerTable
{
    public static void Write(CommandOutput output, CallLedger ledger)
    {
        var lines = ledger.Lines;
        if (lines.Count == 0) return;
        var table = new Table().Border(TableBorder.None);
        foreach (var column in (string[])["model", "role", "calls", "replayed", "failed tries", "tokens in", "tokens out", "cost"])
        {
            table.AddColumn(new TableColumn(column) { Alignment = column is "model" or "role" ? Justify.Left : Justify.Right });
        }
        foreach (var line in lines)
        {
            table.AddRow(
                Markup.Escape(line.Model), line.Role.ToString().ToLowerInvariant(), Number(line.Calls), Number(line.Replayed), Number(line.FailedAttempts),
                Number(line.InputTokens), Number(line.OutputTokens), Cost(line));
        }
        output.Drawn(error: true).Write(table);
        if (ledger.PriceList is { } version && lines.Any(l => l.Cost > 0)) output.Say($"Costs by price list {version}.");
    }

    private static string Cost(LedgerLine line) => line switch
    {
        { Currency: null } => "no price",
        { Unpriced: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{line.Cost:0.0000} {line.Currency} and {line.Unpriced} calls without a count"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{line.Cost:0.0000} {line.Currency}"),
    };

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
