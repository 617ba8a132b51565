using System.CommandLine;
using CollabLLM.Cli.Catalogue;
using CollabLLM.Cli.Chat;
using CollabLLM.Models;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab chat</c></summary>
internal static class ChatCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static Command Create(CommandRunner run)
    {
        var prompt = new Argument<string[]>("PROMPT") { Description = "The message. Without one: a conversation, or the message from a pipe.", Arity = ArgumentArity.ZeroOrMore };
        var model = new Option<string?>("--model") { Description = "A model of the catalogue, or a GGUF file. Default: Models:Default.", HelpName = "NAME" };
        var system = new Option<string?>("--system") { Description = "The system prompt. Default: Chat:SystemPrompt.", HelpName = "TEXT" };
        var temperature = NumberOptions.Real("--temperature", "0 always takes the likeliest token; higher varies more.", 0, 10);
        var topP = NumberOptions.Real("--top-p", "Only the likeliest tokens that add up to this share.", 0, 1);
        var topK = NumberOptions.Whole("--top-k", "Only this many likeliest tokens; 0 for all.", 0, int.MaxValue);
        var minP = NumberOptions.Real("--min-p", "Only tokens at least this likely, relative to the likeliest.", 0, 1);
        var penalty = NumberOptions.Real("--repetition-penalty", "Above 1 discourages repetition.", 0.01, 10);
        var seed = NumberOptions.Long("--seed", "The same seed gives the same text.");
        var most = NumberOptions.Whole("--max-tokens", $"Tokens of a reply, at most. Default: Chat:MaxOutputTokens, else {ChatSettings.DefaultMaxOutputTokens}.", 1, int.MaxValue);
        var stop = new Option<string[]>("--stop") { Description = "End the reply before this text; may be given again.", HelpName = "TEXT" };
        var command = new Command("chat", "Talk to a model here. Nothing is stored.")
        {
            prompt, model, system, temperature, topP, topK, minP, penalty, seed, most, stop,
        };
        command.SetAction(run(async (parse, context) =>
        {
            var settings = Settings.Load(context);
            var chat = new ChatSettings(parse.GetValue(system) ?? settings.Values["Chat:SystemPrompt"], new()
            {
                Temperature = parse.GetValue(temperature) ?? settings.Find<double?>("Chat:Temperature"),
                TopP = parse.GetValue(topP),
                TopK = parse.GetValue(topK),
                MinP = parse.GetValue(minP),
                RepetitionPenalty = parse.GetValue(penalty),
                Seed = parse.GetValue(seed),
                MaxOutputTokens = parse.GetValue(most) ?? settings.Find<int?>("Chat:MaxOutputTokens"),
                StopStrings = parse.GetValue(stop),
            });
            return await RunAsync(context, settings, chat, parse.GetValue(model), parse.GetValue(prompt) ?? []);
        }));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, Settings settings, ChatSettings chat, string? name, string[] words)
    {
        var message = words.Length > 0 ? string.Join(' ', words) : context.Input.IsTerminal ? null : await PipedAsync(context);
        await using var loaded = await LoadedAsync(context, settings, name);
        if (loaded.Model.Provider == ModelProvider.Scripted)
        {
            context.Output.Say($"{loaded.Model.Title} is scripted: its answers come from a file, no language model writes them.");
        }
        var terminal = new TerminalChat(loaded.Model, chat, context);
        return message is null ? await terminal.TalkAsync() : await terminal.OnceAsync(message);
    }

    /// <summary>Large models take a while: silence would look like a hang.</summary>
    private static async Task<LoadedModel> LoadedAsync(CommandContext context, Settings settings, string? name)
    {
        var loading = LoadedModel.LoadAsync(settings, name, context.Time, context.Interruption.Leave);
        if (await Task.WhenAny(loading, Task.Delay(Patience, context.Time, CancellationToken.None)) != loading) context.Output.Say("Loading the model ...");
        return await loading;
    }

    private static async Task<string> PipedAsync(CommandContext context)
    {
        using var reader = context.Input.Reader();
        return (await reader.ReadToEndAsync(context.Interruption.Leave)).TrimEnd('\r', '\n');
    }
}
