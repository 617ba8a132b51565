using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Parquet;
using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Datasets.Validation;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.Datasets.Export;

/// <summary>
/// Parquet files as verl's CollabLLM recipe reads them: same columns, same nested types. Rows are mixed and parted with CPython's generator where
/// the recipe uses NumPy's, so the parts differ from those it would make; the ids in <c>index</c> are UUIDs of version 4 drawn from the seed.
/// </summary>
public sealed class VerlExport(MultiturnDataset data, VerlOptions options)
{
    private static readonly ColumnType ModelType = new ColumnType.Struct([("style", ColumnType.Text), ("ground_truth", ColumnType.Text)]);
    private static readonly ColumnType InteractionType =
        new ColumnType.Struct([("name", ColumnType.Text), ("single_turn_prompt", ColumnType.Text), ("task_desc", ColumnType.Text)]);

    /// <summary>Writes <c>rl_train.parquet</c> and <c>rl_validation.parquet</c>: every prompt once.</summary>
    /// <exception cref="InputException">A column has two types.</exception>
    public async Task<(int Train, int Validation)> WriteRlAsync(OutputFiles output, CancellationToken cancellationToken = default)
    {
        var metadata = new ColumnTypes();
        var extra = new ColumnTypes();
        var rewards = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        var prompts = new HashSet<string>(StringComparer.Ordinal);
        List<int> kept = [];
        var textIds = false;
        for (var i = 0; i < data.Count; i++)
        {
            var row = data.Read(i);
            if (!prompts.Add(PromptKey(row))) continue;
            kept.Add(i);
            Fit(metadata, row.SingleTurnMetadata, "single_turn_metadata", i);
            Fit(extra, row.Extra, "", i);
            foreach (var name in row.Rewards.Keys) rewards.TryAdd(name, true);
            textIds |= row.Conversation.Text is not null;
        }
        List<(string, ColumnType)> info =
        [
            ("completion", ColumnType.Text), ("conv_id", textIds ? ColumnType.Text : ColumnType.Whole), ("score", ColumnType.Real), ("single_turn_completion", ColumnType.Text),
        ];
        if (metadata.Result() is { } known) info.Add(("single_turn_metadata", known));
        info.Add(("turn_id", ColumnType.Whole));
        info.Add(("sessions", new ColumnType.ListOf(ColumnType.Messages)));
        if (rewards.Count > 0) info.Add(("rewards", new ColumnType.Struct([.. rewards.Keys.Select(n => (n, (ColumnType)new ColumnType.ListOf(ColumnType.Real)))])));
        if (extra.Result() is ColumnType.Struct more) info.AddRange(more.Fields.Where(f => !info.Exists(i => i.Item1 == f.Name)));
        info.Add(("prompt", ColumnType.Messages));
        info.Add(("interaction_kwargs", InteractionType));
        var type = new ColumnType.Struct(
        [
            ("prompt", ColumnType.Messages), ("ground_truth", ColumnType.Text), ("raw_prompt", ColumnType.Messages), ("extra_info", new ColumnType.Struct(info)),
            ("reward_model", ModelType), ("data_source", ColumnType.Text), ("agent_name", ColumnType.Text), ("index", ColumnType.Text),
        ]);
        return await WritePartsAsync(output, "rl", type, kept, (json, row, id) => RlRow(json, row, id), cancellationToken);
    }

    /// <summary>Writes <c>sft_train.parquet</c> and <c>sft_validation.parquet</c>: of every conversation the last turn with its best reply.</summary>
    public async Task<(int Train, int Validation)> WriteSftAsync(OutputFiles output, CancellationToken cancellationToken = default)
    {
        var rows = new DatasetConverter(data, new() { SystemPrompt = options.SystemPrompt }).ToSft().Train;
        var type = new ColumnType.Struct([("prompt", ColumnType.Messages)]);
        var (train, validation) = Parts([.. Enumerable.Range(0, rows.Count)], new PythonRandom(options.Seed));
        await WriteAsync("sft_train.parquet", train);
        await WriteAsync("sft_validation.parquet", validation);
        return (train.Count, validation.Count);

        Task WriteAsync(string name, List<int> part) => ParquetAsync(output.Create(name), type, part, (json, i) =>
        {
            json.WriteStartObject();
            json.WritePropertyName("prompt");
            MultiturnWriting.Messages(json, rows[i].Messages);
            json.WriteEndObject();
        }, cancellationToken);
    }

    private static async Task ParquetAsync<T>(Stream stream, ColumnType.Struct type, IEnumerable<T> rows, Action<Utf8JsonWriter, T> write, CancellationToken cancellationToken)
    {
        await using var parquet = await ParquetRowWriter.CreateAsync(stream, type, cancellationToken);
        foreach (var row in rows) await parquet.AddAsync(json => write(json, row), cancellationToken);
        await parquet.FlushAsync(cancellationToken);
    }

    private async Task<(int Train, int Validation)> WritePartsAsync(
        OutputFiles output, string name, ColumnType.Struct type, List<int> kept, Action<Utf8JsonWriter, MultiturnRow, string> write, CancellationToken cancellationToken)
    {
        var random = new PythonRandom(options.Seed);
        // Ids first, in the order of the file: they do not depend on how rows are parted.
        var ids = kept.ToDictionary(i => i, _ => Uuid4(random));
        var (train, validation) = Parts(kept, random);
        await ParquetAsync(output.Create($"{name}_train.parquet"), type, train, (json, i) => write(json, data.Read(i), ids[i]), cancellationToken);
        await ParquetAsync(output.Create($"{name}_validation.parquet"), type, validation, (json, i) => write(json, data.Read(i), ids[i]), cancellationToken);
        return (train.Count, validation.Count);
    }

    private (List<int> Train, List<int> Validation) Parts(List<int> rows, PythonRandom random)
    {
        List<int> mixed = [.. rows];
        random.Shuffle(mixed);
        var validation = Math.Min((int)Math.Ceiling(rows.Count * options.ValidationRatio), rows.Count);
        return (mixed[validation..], mixed[..validation]);
    }

    private void RlRow(Utf8JsonWriter json, MultiturnRow row, string id)
    {
        string[] truths = [row.Extra["ground_truth"] is JsonValue own && own.TryGetValue<string>(out var text) ? text : "", row.SingleTurnCompletion, row.Completion];
        var truth = truths.FirstOrDefault(t => t.Length > 0) ?? "";
        json.WriteStartObject();
        Prompt("prompt");
        json.WriteString("ground_truth", truth);
        Prompt("raw_prompt");
        json.WritePropertyName("extra_info");
        var info = JsonNode.Parse(Flat(row))!.AsObject();
        info["prompt"] = TranscriptJson.Of(WithSystem(row));
        info.Remove("single_turn_prompt");
        info["interaction_kwargs"] = new JsonObject { ["name"] = "collabllm", ["single_turn_prompt"] = row.SingleTurnPrompt, ["task_desc"] = options.TaskDescription };
        info.WriteTo(json);
        json.WriteStartObject("reward_model");
        json.WriteString("style", "rule");
        json.WriteString("ground_truth", truth);
        json.WriteEndObject();
        json.WriteString("data_source", "collabllm");
        json.WriteString("agent_name", "collabllm_agent");
        json.WriteString("index", id);
        json.WriteEndObject();

        void Prompt(string name)
        {
            json.WritePropertyName(name);
            MultiturnWriting.Messages(json, WithSystem(row));
        }
    }

    private static byte[] Flat(MultiturnRow row)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) MultiturnWriting.Row(json, row);
        return stream.ToArray();
    }

    private static string PromptKey(MultiturnRow row) => string.Join('\u0001', row.Prompt.Select(m => $"{m.Role.Wire()}\u0002{m.Content}"));

    private static string Uuid4(PythonRandom random)
    {
        var bits = random.GetManyRandBits(128).ToByteArray(isUnsigned: true, isBigEndian: true);
        var bytes = new byte[16];
        bits.CopyTo(bytes, 16 - bits.Length);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private IReadOnlyList<TranscriptMessage> WithSystem(MultiturnRow row) =>
        options.SystemPrompt is { } system && row.Prompt is not [{ Role: MessageRole.System }, ..] ? [new(MessageRole.System, system), .. row.Prompt] : row.Prompt;

    private void Fit(ColumnTypes types, JsonObject value, string field, int index)
    {
        if (types.Add(value) is not { } problem) return;
        var (file, number) = data.PlaceOf(index);
        throw new DatasetProblem(file, number, null, $"{field}{problem}".TrimStart('.')).AsException();
    }
}
