using System.CommandLine;
using CollabLLM.Cli.Metrics;
using CollabLLM.Cli.Runs;
using CollabLLM.Core;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Simulation.Intents;
using CollabLLM.Core.World;

namespace CollabLLM.Cli.Simulations;

/// <summary>Who plays the user, as a command line asks for it.</summary>
/// <param name="User">The user.</param>
/// <param name="Model">Null when no model plays.</param>
internal sealed record UserPlayer(IUserSimulator User, NamedModel? Model)
{
    private const string UsualTask = "getting help from an assistant";

    /// <param name="goals">All goals of the run: recorded users need their turns, hidden intents their trees, users of the world their wishes.</param>
    /// <param name="prompt">Gives a prompt and remembers that it is used.</param>
    /// <param name="usual">Who plays where nobody is named; null for the default model.</param>
    public static async Task<UserPlayer> MakeAsync(
        ParseResult parse, PlayerOptions options, Run run, IReadOnlyList<Goal> goals, PromptCaller caller, Func<string, Prompt> prompt, string? usual = null)
    {
        var task = parse.GetValue(options.Task) is { } given && !string.IsNullOrWhiteSpace(given) ? given : UsualTask;
        var settings = new GenerationSettings { Temperature = parse.GetValue(options.UserTemperature) ?? 1, MaxOutputTokens = parse.GetValue(options.UserMaxTokens) ?? 1024 };
        switch (parse.GetValue(options.User) ?? usual)
        {
            case PlayerOptions.Recorded:
                return new(RecordedTurns.Of(goals), null);
            case PlayerOptions.World:
                foreach (var goal in goals) DocumentWishes.Of(goal);
                return new(new WorldUser(WorldUserOptions.Cooperative with { TerminationSignal = Signal(parse, options) }), null);
            case PlayerOptions.Intents:
                foreach (var goal in goals) IntentTree.Of(goal);
                var wording = parse.GetValue(options.Wording) is { } name ? await run.ModelAsync(name) : null;
                var phrasing = wording is null ? null : new IntentPhrasing(wording, settings, PromptSpeech.Of(caller, prompt(PromptNames.Phrase)), task);
                var matcher = EmbeddingOptions.Matcher(parse, run.Web, run.Context.Time);
                return new(new HiddenIntentUser(new(task, Signal(parse, options)), matcher, phrasing) { MatcherName = EmbeddingOptions.MatcherName(parse) }, wording);
            default:
                var model = await run.ModelAsync(parse.GetValue(options.User));
                var role = new RolePlayOptions(task, Signal(parse, options), parse.GetValue(options.ReferenceVisible));
                var speech = parse.GetValue(options.PlainUser)
                    ? PromptSpeech.Plain(run.Calls, prompt(PromptNames.UserPlain))
                    : PromptSpeech.Of(caller, prompt(PromptNames.UserSimulator));
                return new(new RolePlayUser(model, settings, speech, role), model);
        }
    }

    /// <summary>What holds for every conversation.</summary>
    public static SimulationOptions Simulation(ParseResult parse, PlayerOptions options) => new()
    {
        TerminationSignal = Signal(parse, options),
        Detectors = new() { GoalWords = parse.GetValue(options.GoalVerbatim) ? null : 12 },
    };

    private static string Signal(ParseResult parse, PlayerOptions options) =>
        parse.GetValue(options.Signal) is not { } given ? SimulationOptions.UsualSignal
            : given.Length > 0 ? given : throw new CommandException(ExitCodes.Usage, "--signal is empty, and every message would hold it.");
}
