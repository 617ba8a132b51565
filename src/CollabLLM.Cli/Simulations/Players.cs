using System.CommandLine;
using CollabLLM.Cli.Runs;
using CollabLLM.Core;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Simulations;

/// <summary>The two sides of simulated conversations as a command line asks for them, and the prompts they use.</summary>
internal sealed class Players
{
    private Players(ConversationSimulator simulator, NamedModel? userModel, PromptCaller caller, IReadOnlyList<string> prompts) =>
        (Simulator, UserModel, Caller, Prompts) = (simulator, userModel, caller, prompts);

    public ConversationSimulator Simulator { get; }

    /// <summary>Null when no model plays the user.</summary>
    public NamedModel? UserModel { get; }

    /// <summary>Asks by the prompts of this run.</summary>
    public PromptCaller Caller { get; }

    /// <summary>The stamps of the prompts that the two sides use.</summary>
    public IReadOnlyList<string> Prompts { get; }

    /// <param name="goals">All goals of the run: recorded users need their turns, hidden intents their trees.</param>
    /// <param name="modes">The modes that the assistant will be in.</param>
    public static async Task<Players> MakeAsync(ParseResult parse, PlayerOptions options, string? promptFolder, Run run, IReadOnlyList<Goal> goals, IReadOnlyList<AssistantMode> modes)
    {
        var library = PromptLibrary.Load(promptFolder);
        var caller = new PromptCaller(run.Calls, library);
        var stamps = new List<string>();
        var assistant = new SimulatedAssistant(run.Calls, await run.ModelAsync(parse.GetValue(RoleOption.Assistant)), new()
        {
            Temperature = parse.GetValue(options.Temperature) ?? 0.8,
            MaxOutputTokens = parse.GetValue(options.MaxTokens) ?? 2048,
        })
        {
            SystemPrompt = modes.Any(m => m.SystemPrompt) ? Text(PromptNames.Collaborative) : null,
            ProactivePrompt = modes.Any(m => m.Proactive) ? PromptSpeech.Of(caller, Used(PromptNames.Proactive)) : null,
            Strategies = modes.Select(m => m.Strategy).OfType<string>().Distinct(StringComparer.Ordinal).ToDictionary(s => s, s => Text($"strategy_{s}"), StringComparer.Ordinal),
        };
        var (user, userModel) = await UserPlayer.MakeAsync(parse, options, run, goals, caller, Used);
        var simulator = new ConversationSimulator(assistant, user, UserPlayer.Simulation(parse, options));
        return new(simulator, userModel, caller, stamps);

        Prompt Used(string name)
        {
            var prompt = library.Get(name);
            stamps.Add(prompt.Stamp.ToString());
            return prompt;
        }

        string Text(string name) => Used(name).Render(new Dictionary<string, string?>());
    }
}
