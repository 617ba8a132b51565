using System.CommandLine;
using System.Text.Json;
using CollabLLM.Cli.Catalogue;
using CollabLLM.Cli.JsonLines;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models logits</c>: the engine that also serves conversations, and no other.</summary>
internal static class ModelsLogitsCommand
{
    /// <summary>Rotations are tabulated for every position: models trained for millions need not pay for what nobody asks.</summary>
    private const int LargestContext = 32_768;

    public static Command Create(CommandRunner run)
    {
        var model = CommonOptions.Model();
        var input = CommonOptions.Input("""{"ids": [...], "at": [positions], "of": [token ids]}; without at: the last position, without of: every token""");
        var output = CommonOptions.Output("""{"logits": [[...]]}, a list for each position""");
        var exact = new Option<bool>("--exact") { Description = "Compute with 32-bit floats throughout: slower, and not how conversations are served." };
        var threads = NumberOptions.Whole("--threads", "Threads that compute. Default: the physical cores, at most 8.", 1, 256);
        var command = new Command("logits", "What the model expects after positions of a token sequence, one JSON object a line.")
        {
            model, input, output, exact, threads,
        };
        command.SetAction(run(async (parse, context) =>
        {
            using var loaded = Load(parse.GetRequiredValue(model), parse.GetValue(exact), parse.GetValue(threads));
            await JsonLineFile.TurnAsync(
                context, parse.GetRequiredValue(input), parse.GetValue(output), (line, json) => TurnAsync(loaded, line, json), context.Interruption.Leave);
            return ExitCodes.Success;
        }));
        return command;
    }

    private static GgufModel Load(string path, bool exact, int? threads)
    {
        long? trained;
        using (var file = GgufFile.Open(path)) trained = new GgufFacts(file).Context;
        return GgufModel.Load(path, new()
        {
            ContextTokens = trained is >= 2 and <= int.MaxValue ? (int)Math.Min(trained.Value, LargestContext) : null,
            Slots = 1,
            Threads = threads,
            Precision = exact ? Precision.Exact : Precision.Fast,
        });
    }

    private static async Task TurnAsync(GgufModel model, JsonElement line, Utf8JsonWriter json)
    {
        var ids = line.Integers("ids") ?? throw new JsonLineException("ids is missing.");
        if (ids.Length == 0) throw new JsonLineException("ids is empty: a logit needs at least one token before it.");
        if (ids.Length > model.ContextTokens) throw new JsonLineException($"ids holds {ids.Length} tokens; this model reads at most {model.ContextTokens}.");
        var at = line.Integers("at") ?? [ids.Length - 1];
        var of = line.Integers("of");
        Within(ids, "ids", model.VocabularySize, "a token of the vocabulary");
        Within(at, "at", ids.Length, "a position of ids");
        Within(of ?? [], "of", model.VocabularySize, "a token of the vocabulary");
        var logits = at.Length == 0 ? [] : await model.LogitsAsync(ids, at);
        json.WriteStartObject();
        json.WriteStartArray("logits");
        foreach (var row in logits)
        {
            json.WriteStartArray();
            if (of is null) foreach (var logit in row) json.WriteNumberValue(logit);
            else foreach (var id in of) json.WriteNumberValue(row[id]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Within(int[] values, string field, int count, string what)
    {
        var wrong = Array.FindIndex(values, v => (uint)v >= (uint)count);
        if (wrong >= 0) throw new JsonLineException($"{field}[{wrong}] is {values[wrong]}, not {what}: those are 0 to {count - 1}.");
    }
}
