using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>
/// Multiturn rows as training data, by the rules of the published code (<c>MultiturnDataset</c>). Nothing is changed in the rows: converting twice gives the same. The rows given are in
/// the order of their file, and so is what comes out: groups stand where their first row stood.
/// </summary>
public static class DatasetConversion
{
    /// <summary>
    /// For supervised training: of each conversation the row with the largest turn, of several the one with the highest score, the first of equals; <c>messages</c> is its prompt and its
    /// completion.
    /// </summary>
    /// <exception cref="InputException">A row lacks the metric of the lower bound.</exception>
    public static IReadOnlyList<ConvertedRow> ToSft(IReadOnlyList<MultiturnRow> rows, ConversionSettings settings) =>
    [
        .. rows.GroupBy(r => r.ConversationId, StringComparer.Ordinal).Select(Last).Where(row => Passes(row, settings)).Select(row => new ConvertedRow(row.ConversationId, new()
        {
            ["messages"] = Messages([.. WithSystem(row.Prompt, settings), new(MessageRole.Assistant, row.Completion)]),
        })),
    ];

    /// <summary>For preference training: of each turn with two replies or more the best against the worst, unless their scores lie closer than the gap.</summary>
    public static IReadOnlyList<ConvertedRow> ToDpo(IReadOnlyList<MultiturnRow> rows, ConversionSettings settings) =>
    [
        // A stable order: of equal scores the first counts as better.
        .. rows.GroupBy(r => (r.ConversationId, r.TurnId)).Select(turn => turn.OrderByDescending(r => r.Score).ToList())
            .Where(turn => turn.Count >= 2 && turn[0].Score - turn[^1].Score >= settings.MinimumGap)
            .Select(turn => new ConvertedRow(turn[0].ConversationId, new()
            {
                ["prompt"] = Messages(WithSystem(turn[0].Prompt, settings)),
                ["chosen"] = turn[0].Completion,
                ["rejected"] = turn[^1].Completion,
                ["score_chosen"] = turn[0].Score,
                ["score_rejected"] = turn[^1].Score,
            })),
    ];

    /// <summary>For training that samples its own replies: each turn once, with its goal.</summary>
    public static IReadOnlyList<ConvertedRow> ToInputs(IReadOnlyList<MultiturnRow> rows, ConversionSettings settings) =>
    [
        .. rows.GroupBy(r => (r.ConversationId, r.TurnId)).Select(turn => turn.First()).Select(row => new ConvertedRow(row.ConversationId, new()
        {
            ["prompt"] = Messages(WithSystem(row.Prompt, settings)),
            ["single_turn_prompt"] = row.Goal.Prompt,
            ["single_turn_completion"] = row.Goal.Completion,
            ["single_turn_metadata"] = row.Goal.Metadata.DeepClone(),
        })),
    ];

    private static MultiturnRow Last(IEnumerable<MultiturnRow> conversation) =>
        conversation.Aggregate((best, row) => row.TurnId > best.TurnId || (row.TurnId == best.TurnId && row.Score > best.Score) ? row : best);

    private static bool Passes(MultiturnRow row, ConversionSettings settings) =>
        settings.LowerBoundMetric is not { } path || Mean(row, path) >= settings.LowerBound;

    private static double Mean(MultiturnRow row, string path)
    {
        if (path == "score") return row.Score;
        var name = path.StartsWith("rewards.", StringComparison.Ordinal) ? path["rewards.".Length..] : throw new InputException($"The lower bound is on {path}; it can be on score or rewards.NAME.");
        return row.Rewards?[name] switch
        {
            JsonArray { Count: > 0 } values when values.All(v => v?.GetValueKind() == JsonValueKind.Number) => values.Average(v => v!.GetValue<double>()),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.GetValue<double>(),
            _ => throw new InputException($"Conversation {row.ConversationId}, turn {row.TurnId}: {path} is missing or holds something else than numbers."),
        };
    }

    /// <summary>A system message that the data has stays, and nothing is put before it.</summary>
    private static IReadOnlyList<TranscriptMessage> WithSystem(IReadOnlyList<TranscriptMessage> prompt, ConversionSettings settings) =>
        settings.SystemPrompt is { } system && prompt is not [{ Role: MessageRole.System }, ..] ? [new(MessageRole.System, system), .. prompt] : prompt;

    private static JsonArray Messages(IEnumerable<TranscriptMessage> messages) =>
        [.. messages.Select(m => (JsonNode)new JsonObject { ["role"] = m.Role.Wire(), ["content"] = m.Content })];
}
