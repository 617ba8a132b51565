using System.Text.Json;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Reads conversations to imitate, as <see cref="SftRow"/> and TRL write them: <c>messages</c>, in JSON Lines, a JSON list, either gzipped, or Parquet.</summary>
public static class SftFile
{
    /// <returns>The rows with their numbers from 1 (the lines, in JSON Lines); at least one.</returns>
    /// <exception cref="InputException">Names file, row and field.</exception>
    public static Task<IReadOnlyList<(int Number, SftRow Row)>> ReadAsync(string path, CancellationToken cancellationToken = default) =>
        ConvertedFile.ReadAsync(path, Row, cancellationToken);

    private static SftRow Row(RowFields row)
    {
        var list = row.List("messages");
        var messages = MultiturnReading.Messages(row, "messages", list);
        var last = messages.FindLastIndex(m => m.Role == MessageRole.Assistant);
        if (last < 0) throw row.Bad("messages", "holds nothing that an assistant said, so there is nothing to learn.");
        if (last != messages.Count - 1) throw row.Bad("messages", "does not end with what the assistant says.");
        var flags = list.EnumerateArray().Select(Learned).ToArray();
        if (flags.All(f => f is null)) return new(messages);
        bool[] replies = [.. messages.Select(m => m.Role == MessageRole.Assistant)];
        bool[] learned = [.. flags.Select((f, i) => f ?? replies[i])];
        var form = list.EnumerateArray().Any(m => m.TryGetProperty("train", out _)) ? LossFlags.Train : LossFlags.Weight;
        if (learned.SequenceEqual(replies)) return new(messages, form);
        return learned.Index().All(l => l.Item == (l.Index == last))
            ? new(messages, form, OnLastOnly: true)
            : throw row.Bad("messages", "marks other messages to learn than all of the assistant's or the last one.");
    }

    /// <summary>The flag of a message: <c>train</c> true or <c>weight</c> above 0; null without one.</summary>
    private static bool? Learned(JsonElement message)
    {
        if (message.TryGetProperty("train", out var train) && train.ValueKind is JsonValueKind.True or JsonValueKind.False) return train.GetBoolean();
        return message.TryGetProperty("weight", out var weight) && weight.ValueKind == JsonValueKind.Number ? weight.GetDouble() > 0 : null;
    }
}
