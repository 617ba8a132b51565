using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Prompts;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab prompts test</c>: what the reader makes of replies.</summary>
internal static class PromptsTestCommand
{
    /// <summary>As deep as the reader reads, and the object that the value is printed in.</summary>
    private static readonly JsonSerializerOptions Line = new(ConversationLine.Json) { MaxDepth = TolerantJson.MostDepth + 2 };

    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    public static Command Create(CommandRunner run)
    {
        var name = new Argument<string?>("NAME") { Description = "The prompt whose reply it is. Without one: the JSON object in the reply, whatever its fields.", Arity = ArgumentArity.ZeroOrOne };
        var replies = new Option<string?>("--replies") { Description = "A reply, or lines of JSON texts or {\"text\": …}, one reply each. - is stdin.", HelpName = "FILE" };
        var arguments = new Option<string[]>("--arg") { Description = "Fills in an input of the prompt, which is then shown as a model would get it; may be given again.", HelpName = "NAME=TEXT", DefaultValueFactory = _ => [] };
        var (folder, json) = (PromptsCommand.Folder(), CommonOptions.Json());
        var command = new Command("test", "Shows what is read out of pasted replies, and a prompt filled in.") { name, replies, arguments, folder, json };
        command.SetAction(run((parse, context) =>
        {
            var prompt = parse.GetValue(name) is { } given ? PromptLibrary.Load(parse.GetValue(folder)).Get(given) : null;
            var filled = parse.GetRequiredValue(arguments);
            if (filled.Length > 0) context.Output.Print(Rendered(prompt, filled));
            if (parse.GetValue(replies) is { } source)
            {
                foreach (var reply in PastedReplies.Read(context, source)) Show(context.Output, reply, prompt, parse.GetValue(json));
            }
            else if (filled.Length == 0)
            {
                throw new CommandException(ExitCodes.Usage, "collab prompts test needs --replies FILE, or --arg NAME=TEXT to see the prompt filled in.");
            }
            return Task.FromResult(ExitCodes.Success);
        }));
        return command;
    }

    private static string Rendered(Prompt? prompt, string[] given)
    {
        if (prompt is null) throw new CommandException(ExitCodes.Usage, "--arg fills in a prompt: name it.");
        var arguments = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var argument in given)
        {
            var at = argument.IndexOf('=', StringComparison.Ordinal);
            var input = at > 0 ? argument[..at] : argument;
            if (at <= 0 || prompt.Inputs.All(i => i.Name != input))
            {
                throw new CommandException(ExitCodes.Usage, $"--arg {input}: {prompt.Name} takes {string.Join(", ", prompt.Inputs.Select(i => i.Name))}, each as NAME=TEXT.");
            }
            arguments[input] = argument[(at + 1)..];
        }
        if (prompt.Inputs.FirstOrDefault(i => !i.Optional && string.IsNullOrEmpty(arguments.GetValueOrDefault(i.Name))) is { } missing)
        {
            throw new CommandException(ExitCodes.Usage, $"{prompt.Name} needs --arg {missing.Name}=TEXT.");
        }
        return prompt.Render(arguments);
    }

    private static void Show(CommandOutput output, string reply, Prompt? prompt, bool json)
    {
        var (value, failure, tolerated) = prompt is null ? AnyObject(reply) : Fields(reply, prompt);
        if (json)
        {
            var line = value is not null ? new JsonObject { ["value"] = value, ["tolerated"] = new JsonArray([.. tolerated.Select(t => (JsonNode)t)]) } : new JsonObject { ["failure"] = failure };
            output.Print(line.ToJsonString(Line));
            return;
        }
        output.Print(value is null ? $"not read: {failure}" : value.ToJsonString(Indented));
        if (value is not null && tolerated.Count > 0) output.Say($"tolerated: {string.Join(", ", tolerated)}");
    }

    private static (JsonObject? Value, string? Failure, IReadOnlyList<string> Tolerated) AnyObject(string reply)
    {
        var reading = TolerantJson.Read(reply);
        return (reading.Value, reading.Failure?.Reason, reading.Value is null ? [] : [.. reading.Tolerated.Describe()]);
    }

    private static (JsonObject? Value, string? Failure, IReadOnlyList<string> Tolerated) Fields(string reply, Prompt prompt)
    {
        if (prompt.Outputs.IsEmpty) throw new CommandException(ExitCodes.Usage, $"The reply to {prompt.Name} is prose: there is nothing to read out of it.");
        var reading = ReplyReader.Read(reply, prompt.Outputs);
        return (reading.Value?.ToJson(), reading.Problem?.Reason, reading.Tolerated);
    }
}
