using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Prompts;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab prompts test</c>: what the reader makes of replies, pasted ones or those of a model.</summary>
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
        var file = new Option<string?>("--args") { Description = "The same from a file: {\"NAME\": \"TEXT\", …}; a conversation also as a list of messages. - is stdin.", HelpName = "FILE.json" };
        var model = new Option<string?>("--model") { Description = "Asks this model, once, with the repair call of a run, and shows what it said and what was read. A model of the catalogue, or a GGUF file.", HelpName = "MODEL" };
        var temperature = NumberOptions.Real("--temperature", "With --model. Default: 0.", 0, 2);
        var tokens = NumberOptions.Whole("--max-tokens", "Of its reply. Default: 1024.", 1, 1_000_000);
        var seed = NumberOptions.Long("--seed", $"With --model. Default: {RunOptions.DefaultSeed}.");
        var (folder, json) = (PromptsCommand.Folder(), CommonOptions.Json());
        var command = new Command("test", "Shows what is read out of replies, pasted ones or those of a model, and a prompt filled in.") { name, replies, arguments, file, model, temperature, tokens, seed, folder, json };
        command.SetAction(run(async (parse, context) =>
        {
            var library = PromptLibrary.Load(parse.GetValue(folder));
            var prompt = parse.GetValue(name) is { } given ? library.Get(given) : null;
            var (single, many, asked, source) = (parse.GetRequiredValue(arguments), parse.GetValue(file), parse.GetValue(model), parse.GetValue(replies));
            if (asked is not null && source is not null) throw new CommandException(ExitCodes.Usage, "--replies are pasted and --model asks for one: give one of the two.");
            var fills = single.Length > 0 || many is not null || asked is not null;
            if (fills && prompt is null) throw new CommandException(ExitCodes.Usage, $"{(asked is not null ? "--model answers" : many is not null ? "--args fills in" : "--arg fills in")} a prompt: name it.");
            var filled = fills ? PromptArguments.Read(context, prompt!, many, single) : null;
            if (asked is not null)
            {
                var settings = new GenerationSettings { Temperature = parse.GetValue(temperature) ?? 0, MaxOutputTokens = parse.GetValue(tokens) ?? 1024 };
                var trial = await PromptTrial.RunAsync(context, library, prompt!, filled!, asked, settings, parse.GetValue(seed) ?? RunOptions.DefaultSeed);
                Show(context.Output, prompt!.Render(filled!), trial, parse.GetValue(json));
                return trial.Failure is null ? ExitCodes.Success : ExitCodes.Unavailable;
            }
            if (filled is not null) context.Output.Print(prompt!.Render(filled));
            if (source is not null)
            {
                foreach (var reply in PastedReplies.Read(context, source)) Show(context.Output, reply, prompt, parse.GetValue(json));
            }
            else if (!fills)
            {
                throw new CommandException(ExitCodes.Usage, "collab prompts test needs --replies FILE, or --arg NAME=TEXT to see the prompt filled in, or --model MODEL to have it answered.");
            }
            return ExitCodes.Success;
        }));
        return command;
    }

    private static void Show(CommandOutput output, string rendered, PromptTrial trial, bool json)
    {
        if (json)
        {
            var line = new JsonObject { ["model"] = trial.Model, ["prompt"] = rendered, ["replies"] = new JsonArray([.. trial.Replies.Select(r => (JsonNode)r)]) };
            if (trial.Value is not null) line["value"] = trial.Value.ToJson();
            if (trial.Failure is not null) line["failure"] = ConversationLine.Failure(trial.Failure);
            line["tolerated"] = new JsonArray([.. trial.Tolerated.Select(t => (JsonNode)t)]);
            output.Print(line.ToJsonString(Line));
            return;
        }
        output.Say("The prompt, filled in:");
        output.Print(rendered);
        for (var i = 0; i < trial.Replies.Count; i++)
        {
            output.Say(i == 0 ? $"\n{trial.Model} said:" : $"\nAsked to repair it, {trial.Model} said:");
            output.Print(trial.Replies[i]);
        }
        switch (trial)
        {
            case { Value: { } value }:
                output.Say("\nThis was read:");
                output.Print(value.ToJson().ToJsonString(Indented));
                break;
            case { Failure: { Kind: FailureKind.Model } failure }:
                output.Print($"not read: {failure.Reason}");
                break;
            case { Failure: { } none }:
                output.Say($"\n{none.Reason}");
                break;
            default:
                output.Say("\nThe reply is prose: all of it is used.");
                break;
        }
        if (trial.Tolerated.Count > 0) output.Say($"tolerated: {string.Join(", ", trial.Tolerated)}");
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
