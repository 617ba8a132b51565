using System.Text.Json;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>
/// Reads preferences as <see cref="DpoRow"/>, <see cref="KtoRow"/> and TRL write them: <c>prompt</c> with <c>chosen</c> and <c>rejected</c>, or with <c>completion</c> and
/// <c>label</c>. A prompt is a list of messages or a rendered text, a reply a list of one message of the assistant or a text. JSON Lines, a JSON list, either gzipped, or Parquet.
/// </summary>
public static class PreferenceFile
{
    /// <summary>Pairs.</summary>
    /// <returns>The rows with their numbers from 1 (the lines, in JSON Lines); at least one.</returns>
    /// <exception cref="InputException">A row holds no pair; file, row and field are named.</exception>
    public static Task<IReadOnlyList<(int Number, PreferenceRow Row)>> ReadAsync(string path, CancellationToken cancellationToken = default) =>
        ConvertedFile.ReadAsync(path, Pair, cancellationToken);

    /// <summary>Single replies with their labels. Those of pairs are wanted and unwanted ones, both under the number of their row.</summary>
    /// <returns>At least one reply.</returns>
    /// <exception cref="InputException">A row holds neither a pair nor a reply with a label; file, row and field are named.</exception>
    public static async Task<IReadOnlyList<(int Number, LabelledRow Row)>> ReadLabelledAsync(string path, CancellationToken cancellationToken = default)
    {
        var rows = await ConvertedFile.ReadAsync(path, Labelled, cancellationToken);
        return [.. rows.SelectMany(r => r.Row.Select(reply => (r.Number, reply)))];
    }

    private static PreferenceRow Pair(RowFields row)
    {
        var pair = new PreferenceRow(Prompt(row), Reply(row, "chosen"), Reply(row, "rejected"));
        return pair.Chosen != pair.Rejected ? pair : throw row.Bad("rejected", "is the same as chosen, so nothing can be preferred.");
    }

    private static IReadOnlyList<LabelledRow> Labelled(RowFields row)
    {
        if (row.Optional("label") is not { } label)
        {
            if (row.Optional("chosen") is null) throw row.Bad("label", "is missing.");
            var pair = Pair(row);
            return [new(pair.Prompt, pair.Chosen, true), new(pair.Prompt, pair.Rejected, false)];
        }
        return label.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? [new(Prompt(row), Reply(row, "completion"), label.GetBoolean())]
            : throw row.Bad("label", $"must be true or false, not {RowFields.Shown(label)}.");
    }

    private static ReplyPrompt Prompt(RowFields row)
    {
        var value = row.Required("prompt");
        if (value.ValueKind == JsonValueKind.String) return value.GetString() is { Length: > 0 } text ? new(null, text) : throw row.Bad("prompt", "is empty.");
        var messages = MultiturnReading.Messages(row, "prompt", value);
        return messages.Count > 0 ? new(messages, null) : throw row.Bad("prompt", "is empty.");
    }

    private static string Reply(RowFields row, string field)
    {
        var value = row.Required(field);
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        return MultiturnReading.Messages(row, field, value) is [{ Role: MessageRole.Assistant } message]
            ? message.Content
            : throw row.Bad(field, "must be one message of the assistant.");
    }
}
