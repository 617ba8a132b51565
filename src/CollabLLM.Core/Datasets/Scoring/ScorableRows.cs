using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.Scoring;

/// <summary>
/// Reads what is to be scored from JSON Lines, a JSON list, either gzipped, or Parquet: replies (<c>prompt</c>, <c>completion</c>; <c>conv_id</c> and <c>turn_id</c> say which
/// belong together), conversations of a nested file (<c>turns</c>: every reply is a row), or conversations that are over (<c>messages</c>). Each has its goal
/// (<c>single_turn_prompt</c>, <c>single_turn_completion</c>, <c>single_turn_metadata</c>). A score is not needed.
/// </summary>
public sealed class ScorableRows
{
    private readonly List<ScorableRow> _rows = [];
    private readonly Dictionary<string, (int Row, IReadOnlyList<TranscriptMessage> Messages)> _turns = new(StringComparer.Ordinal);
    private int _conversations;

    private ScorableRows()
    {
    }

    /// <param name="limit">Only the first so many rows; null for all.</param>
    /// <exception cref="InputException">Names file, row and field.</exception>
    public static async Task<IReadOnlyList<ScorableRow>> ReadAsync(string path, int? limit = null, CancellationToken cancellationToken = default)
    {
        using var file = await RowFile.OpenAsync(path, cancellationToken);
        var reader = new ScorableRows();
        try
        {
            foreach (var raw in file.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader._rows.Count >= limit) break;
                using var document = RowJson.Parse(raw.Bytes, path, raw.Number);
                reader.Add(new(document.RootElement, path, raw.Number), raw.Number);
            }
        }
        catch (BadRowException e)
        {
            throw e.Problem.AsException(e);
        }
        if (reader._rows.Count == 0) throw new DatasetProblem(path, null, null, "holds no row.").AsException();
        return limit < reader._rows.Count ? reader._rows[..limit.Value] : reader._rows;
    }

    private void Add(RowFields row, int number)
    {
        if (row.Value.TryGetProperty("turns", out _))
        {
            Nested(row, number);
            return;
        }
        var goal = new Goal(Id(row, "id") ?? Id(row, "conv_id") ?? (number - 1).ToString(CultureInfo.InvariantCulture), row.Text("single_turn_prompt"), row.Text("single_turn_completion"))
        {
            Metadata = MultiturnReading.Metadata(row),
        };
        var line = JsonObject.Create(row.Value.Clone())!;
        if (row.Optional("messages") is not null)
        {
            var sample = Id(row, "sample") is { } s ? $"/{s}" : "";
            _rows.Add(new(line, goal, $"{goal.Id}{sample}/{number}", Spoken(row, "messages"), null));
            return;
        }
        var prompt = Spoken(row, "prompt");
        if (prompt is not [.., { Role: MessageRole.User }]) throw row.Bad("prompt", "must end with a message of the user.");
        var turn = Id(row, "conv_id") is { } conversation ? $"{conversation}/{Id(row, "turn_id") ?? prompt.Count.ToString(CultureInfo.InvariantCulture)}" : $"line {number}";
        SamePrompt(row, turn, prompt, number);
        _rows.Add(new(line, goal, turn, prompt, row.Text("completion")));
    }

    private void Nested(RowFields row, int number)
    {
        var conversation = MultiturnReading.Conversation(row, scored: false);
        var id = ConversationId.Of(_conversations++);
        var goal = new Goal(id.ToString(), conversation.SingleTurnPrompt, conversation.SingleTurnCompletion) { Metadata = conversation.SingleTurnMetadata };
        foreach (var (at, turn) in conversation.Turns.Index())
        {
            if (turn.Prompt is not [.., { Role: MessageRole.User }]) throw row.Bad($"turns[{at}].prompt", "must end with a message of the user.");
        }
        foreach (var flat in Nesting.Flatten(conversation, id))
        {
            var turn = string.Create(CultureInfo.InvariantCulture, $"{id}/{flat.TurnId}");
            List<TranscriptMessage> spoken = [.. flat.Prompt.Where(m => m.Role != MessageRole.System)];
            SamePrompt(row, turn, spoken, number);
            _rows.Add(new(Line(flat), goal, turn, spoken, flat.Completion));
        }
    }

    /// <summary>Candidates of one turn answer the same words: futures of different conversations cannot be compared.</summary>
    private void SamePrompt(RowFields row, string turn, IReadOnlyList<TranscriptMessage> messages, int number)
    {
        if (_turns.TryAdd(turn, (number, messages))) return;
        var before = _turns[turn];
        if (!before.Messages.SequenceEqual(messages)) throw row.Bad("prompt", $"is not that of row {before.Row}, which has the same conv_id and turn_id.");
    }

    private static List<TranscriptMessage> Spoken(RowFields row, string field) =>
        [.. MultiturnReading.Messages(row, field, row.List(field)).Where(m => m.Role != MessageRole.System)];

    private static JsonObject Line(MultiturnRow row)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonLinesWriter.Options)) MultiturnWriting.Row(json, row);
        return JsonNode.Parse(stream.ToArray())!.AsObject();
    }

    private static string? Id(RowFields row, string field) => row.Optional(field) is not { } id ? null : id.ValueKind switch
    {
        JsonValueKind.String => id.GetString(),
        JsonValueKind.Number => id.GetRawText(),
        _ => throw row.Bad(field, $"must be a text or a number, not {RowFields.Shown(id)}."),
    };
}
