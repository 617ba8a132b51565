using System.Text.Json;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Validation;

/// <summary>
/// Finds rows for evaluation that training has seen: the same <c>conv_id</c>, the same goal (<c>single_turn_prompt</c>, or a <c>prompt</c> that is a text), or the same messages
/// before the reply. Works on rows of every form; hashes of the evaluation rows are in memory, about 50 bytes each.
/// </summary>
internal sealed class LeakCheck
{
    private readonly Dictionary<(string Field, UInt128 Hash), (string File, int Row)> _held = [];
    private readonly SortedDictionary<(string File, int Row, string Field), string> _found = [];

    public static async Task FindAsync(IReadOnlyList<string> train, IReadOnlyList<string> eval, Action<DatasetProblem> found, CancellationToken cancellationToken)
    {
        var check = new LeakCheck();
        foreach (var path in eval) await EachAsync(path, (key, row) => check._held.TryAdd(key, (path, row)), cancellationToken);
        foreach (var path in train) await EachAsync(path, (key, row) => check.Seen(key, path, row), cancellationToken);
        foreach (var ((file, row, field), where) in check._found) found(new(file, row, field, $"is that of {where}, which is for training: what was learned there is measured here."));
    }

    private void Seen((string Field, UInt128 Hash) key, string path, int row)
    {
        if (_held.TryGetValue(key, out var at)) _found.TryAdd((at.File, at.Row, key.Field), $"row {row} of {path}");
    }

    /// <summary>Rows that cannot be read are other checks' business.</summary>
    private static async Task EachAsync(string path, Action<(string Field, UInt128 Hash), int> each, CancellationToken cancellationToken)
    {
        using var file = await RowFile.OpenAsync(path, cancellationToken);
        try
        {
            foreach (var raw in file.Rows())
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    using var document = RowJson.Parse(raw.Bytes, path, raw.Number);
                    var row = new RowFields(document.RootElement, path, raw.Number);
                    foreach (var key in Keys(row)) each(key, raw.Number);
                }
                catch (BadRowException)
                {
                    continue;
                }
            }
        }
        catch (BadRowException)
        {
            return;
        }
    }

    private static List<(string Field, UInt128 Hash)> Keys(RowFields row)
    {
        List<(string, UInt128)> keys = [];
        if (row.Optional("conv_id") is { } id) keys.Add(("conv_id", ContentHash.Of(id.GetRawText())));
        if (row.Optional("single_turn_prompt") is { ValueKind: JsonValueKind.String } goal) keys.Add(("single_turn_prompt", ContentHash.Of(goal.GetString()!)));
        if (row.Optional("prompt") is { } prompt)
        {
            if (prompt.ValueKind == JsonValueKind.String) keys.Add(("prompt", ContentHash.Of(prompt.GetString()!)));
            else keys.Add(("prompt", ContentHash.Of(MultiturnReading.Messages(row, "prompt", prompt))));
        }
        if (row.Optional("messages") is { } messages)
        {
            var spoken = MultiturnReading.Messages(row, "messages", messages);
            if (spoken is [.., { Role: MessageRole.Assistant }]) spoken.RemoveAt(spoken.Count - 1);
            keys.Add(("messages", ContentHash.Of(spoken)));
        }
        if (row.Optional("turns") is { ValueKind: JsonValueKind.Array } turns)
        {
            foreach (var (at, turn) in turns.EnumerateArray().Index())
            {
                var fields = row.Object($"turns[{at}]", turn);
                keys.Add(("prompt", ContentHash.Of(MultiturnReading.Messages(fields, "prompt", fields.List("prompt")))));
            }
        }
        return keys;
    }
}
