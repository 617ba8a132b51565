using System.CommandLine;
using System.Text.Json;
using CollabLLM.Cli.JsonLines;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models tokenize</c></summary>
internal static class ModelsTokenizeCommand
{
    public static Command Create(CommandRunner run)
    {
        var model = CommonOptions.Model();
        var input = CommonOptions.Input("""{"text": "...", "special": false}; with true, names of control tokens in the text are those tokens""");
        var output = CommonOptions.Output("""{"ids": [...]}""");
        var command = new Command("tokenize", "The token ids of texts, one JSON object a line.")
        {
            model, input, output,
        };
        command.SetAction(run(async (parse, context) =>
        {
            using var file = GgufFile.Open(parse.GetRequiredValue(model));
            var tokenizer = Tokenizer.Load(file);
            await JsonLineFile.TurnAsync(
                context, parse.GetRequiredValue(input), parse.GetValue(output), (line, json) => Turn(tokenizer, line, json), context.Interruption.Leave);
            return ExitCodes.Success;
        }));
        return command;
    }

    private static Task Turn(Tokenizer tokenizer, JsonElement line, Utf8JsonWriter json)
    {
        var ids = tokenizer.Encode(line.Text("text"), line.Flag("special", false));
        json.WriteStartObject();
        json.WriteStartArray("ids");
        foreach (var id in ids) json.WriteNumberValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
        return Task.CompletedTask;
    }
}
