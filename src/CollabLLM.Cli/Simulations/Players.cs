using System.CommandLine;
using CollabLLM.Cli.Metrics;
using CollabLLM.Cli.Runs;
using CollabLLM.Core;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Simulation.Intents;

namespace CollabLLM.Cli.Simulations;

/// <summary>The two sides of simulated conversations as a command line asks for them, and the prompts they use.</summary>
internal sealed class Players
{
    private const string UsualTask = "getting help from an assistant";

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
        var (user, userModel) = await UserAsync();
        var simulator = new ConversationSimulator(assistant, user, new()
        {
            TerminationSignal = Signal(parse, options),
            Detectors = new() { GoalWords = parse.GetValue(options.GoalVerbatim) ? null : 12 },
        });
        return new(simulator, userModel, caller, stamps);

        Prompt Used(string name)
        {
            var prompt = library.Get(name);
            stamps.Add(prompt.Stamp.ToString());
            return prompt;
        }

        string Text(string name) => Used(name).Render(new Dictionary<string, string?>());

        async Task<(IUserSimulator User, NamedModel? Model)> UserAsync()
        {
            var task = parse.GetValue(options.Task) is { } given && !string.IsNullOrWhiteSpace(given) ? given : UsualTask;
            var settings = new GenerationSettings { Temperature = parse.GetValue(options.UserTemperature) ?? 1, MaxOutputTokens = parse.GetValue(options.UserMaxTokens) ?? 1024 };
            switch (parse.GetValue(options.User))
            {
                case PlayerOptions.Recorded:
                    return (RecordedTurns.Of(goals), null);
                case PlayerOptions.Intents:
                    foreach (var goal in goals) IntentTree.Of(goal);
                    var wording = parse.GetValue(options.Wording) is { } name ? await run.ModelAsync(name) : null;
                    var phrasing = wording is null ? null : new IntentPhrasing(wording, settings, PromptSpeech.Of(caller, Used(PromptNames.Phrase)), task);
                    var matcher = EmbeddingOptions.Matcher(parse, run.Web, run.Context.Time);
                    return (new HiddenIntentUser(new(task, Signal(parse, options)), matcher, phrasing) { MatcherName = EmbeddingOptions.MatcherName(parse) }, wording);
                default:
                    var model = await run.ModelAsync(parse.GetValue(options.User));
                    var role = new RolePlayOptions(task, Signal(parse, options), parse.GetValue(options.ReferenceVisible));
                    var speech = parse.GetValue(options.PlainUser)
                        ? PromptSpeech.Plain(run.Calls, Used(PromptNames.UserPlain))
                        : PromptSpeech.Of(caller, Used(PromptNames.UserSimulator));
                    return (new RolePlayUser(model, settings, speech, role), model);
            }
        }
    }

    private static string Signal(ParseResult parse, PlayerOptions options) =>
        parse.GetValue(options.Signal) is not { } given ? SimulationOptions.UsualSignal
            : given.Length > 0 ? given : throw new CommandException(ExitCodes.Usage, "--signal is empty, and every message would hold it.");
}
