using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;

namespace CollabLLM.Cli.Runs;

/// <summary>What every run says at its end, whatever it did.</summary>
internal static class RunReport
{
    private const int MostCauses = 3;

    /// <summary>By whom and from what the numbers are: the last fields of a summary.</summary>
    /// <param name="prompts">The stamps of the prompts that were used.</param>
    public static void AddOrigin(this JsonObject summary, Run run, IEnumerable<string> prompts)
    {
        summary["prompts"] = new JsonArray([.. prompts.Select(p => (JsonNode)p)]);
        summary["scripted_models"] = new JsonArray([.. run.Models.Scripted.Select(n => (JsonNode)n)]);
        summary["price_list"] = run.Prices?.Version;
        summary["calls"] = LedgerJson.Of(run.Calls.Ledger);
    }

    /// <summary>What it took, the commonest causes of failures, and whether a script played.</summary>
    /// <param name="failed">What stands between the number of failures and their cause.</param>
    public static void SayEnd(this Run run, IEnumerable<Failure?> failures, string failed)
    {
        var output = run.Context.Output;
        LedgerTable.Write(output, run.Calls.Ledger);
        foreach (var failure in failures.OfType<Failure>().GroupBy(f => f.Reason, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Take(MostCauses))
        {
            output.Say($"{failure.Count()} {failed}: {failure.Key}");
        }
        if (run.Models.Scripted.Any()) output.Say($"{string.Join(", ", run.Models.Scripted)} is a script: these numbers say nothing about a language model.");
    }
}
