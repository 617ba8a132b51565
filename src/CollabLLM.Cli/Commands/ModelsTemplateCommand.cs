using System.CommandLine;
using System.Text.Json;
using CollabLLM.Cli.JsonLines;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using Microsoft.Extensions.AI;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models template</c></summary>
internal static class ModelsTemplateCommand
{
    public static Command Create(CommandRunner run)
    {
        var model = CommonOptions.Model();
        var input = CommonOptions.Input("""{"messages": [{"role": "user", "content": "..."}]}; with "add_generation_prompt": false the prompt does not open a reply""");
        var output = CommonOptions.Output("""{"prompt": "..."}""");
        var command = new Command("template", "Conversations as the model reads them, one JSON object a line.")
        {
            model, input, output,
        };
        command.SetAction(run(async (parse, context) =>
        {
            var path = parse.GetRequiredValue(model);
            using var file = GgufFile.Open(path);
            var template = ChatTemplate.Load(file, Tokenizer.Load(file).Vocabulary)
                ?? throw new CommandException(ExitCodes.BadInput, $"{path} has no chat template: the model completes text only.");
            await JsonLineFile.TurnAsync(
                context, parse.GetRequiredValue(input), parse.GetValue(output), (line, json) => Turn(template, line, json), context.Interruption.Leave);
            return ExitCodes.Success;
        }));
        return command;
    }

    private static Task Turn(ChatTemplate template, JsonElement line, Utf8JsonWriter json)
    {
        List<ChatMessage> messages = [];
        foreach (var message in line.List("messages").EnumerateArray())
        {
            try
            {
                if (message.ValueKind != JsonValueKind.Object) throw new JsonLineException("""must be an object {"role": "...", "content": "..."}.""");
                messages.Add(new(new ChatRole(Role(message)), message.Text("content")));
            }
            catch (JsonLineException e)
            {
                throw new JsonLineException($"messages[{messages.Count}]: {e.Message}");
            }
        }
        try
        {
            json.WriteStartObject();
            json.WriteString("prompt", template.Render(messages, line.Flag("add_generation_prompt", true)));
            json.WriteEndObject();
            return Task.CompletedTask;
        }
        catch (TemplateException e)
        {
            throw new JsonLineException(e.Message);
        }
    }

    private static string Role(JsonElement message) =>
        message.Text("role") is var role && !string.IsNullOrWhiteSpace(role) ? role : throw new JsonLineException("role is empty.");
}
