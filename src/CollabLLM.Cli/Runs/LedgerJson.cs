using System.Text.Json.Nodes;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Calls;

namespace CollabLLM.Cli.Runs;

/// <summary>What a run took, for its summary.</summary>
internal static class LedgerJson
{
    public static JsonArray Of(CallLedger ledger) => [.. ledger.Lines.Select(l => (JsonNode)new JsonObject
    {
        ["model"] = l.Model,
        ["role"] = ConversationLine.Word(l.Role),
        ["calls"] = l.Calls,
        ["replayed"] = l.Replayed,
        ["failed_attempts"] = l.FailedAttempts,
        ["input_tokens"] = l.InputTokens,
        ["cached_input_tokens"] = l.CachedInputTokens,
        ["output_tokens"] = l.OutputTokens,
        ["calls_without_cost"] = l.Unpriced,
        ["cost"] = l.Currency is null ? null : l.Cost,
        ["currency"] = l.Currency,
        ["seconds"] = Math.Round(l.Latency.TotalSeconds, 3),
    })];
}
