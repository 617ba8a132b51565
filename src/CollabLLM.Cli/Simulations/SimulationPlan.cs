using System.CommandLine;
using CollabLLM.Cli.Runs;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Simulation.Intents;

namespace CollabLLM.Cli.Simulations;

/// <summary>What a command line asks for: who plays, and which conversations are to be carried on.</summary>
internal sealed class SimulationPlan
{
    private const string UsualTask = "getting help from an assistant";
    private const int UsualMessages = 8;

    private SimulationPlan(ConversationSimulator simulator, NamedModel? userModel, IReadOnlyList<SimulationRequest> requests, IReadOnlyList<string> prompts) =>
        (Simulator, UserModel, Requests, Prompts) = (simulator, userModel, requests, prompts);

    public ConversationSimulator Simulator { get; }

    /// <summary>Null when no model plays the user.</summary>
    public NamedModel? UserModel { get; }

    /// <summary>In the order of the goals, then of their samples.</summary>
    public IReadOnlyList<SimulationRequest> Requests { get; }

    /// <summary>The stamps of the prompts that are used.</summary>
    public IReadOnlyList<string> Prompts { get; }

    public static async Task<SimulationPlan> MakeAsync(ParseResult parse, SimulateOptions options, Run run)
    {
        var goals = GoalFile.Read(parse.GetRequiredValue(options.Goals), parse.GetValue(options.Run.Limit));
        var library = PromptLibrary.Load(parse.GetValue(options.Run.Prompts));
        var speech = new PromptCaller(run.Calls, library);
        var stamps = new List<string>();
        var samples = parse.GetValue(options.Samples) ?? 1;
        var modes = Modes(parse, options, samples, run.Context.Output);
        var assistant = new SimulatedAssistant(run.Calls, await run.ModelAsync(parse.GetValue(RoleOption.Assistant)), new()
        {
            Temperature = parse.GetValue(options.Temperature) ?? 0.8,
            MaxOutputTokens = parse.GetValue(options.MaxTokens) ?? 2048,
        })
        {
            SystemPrompt = modes.Any(m => m.SystemPrompt) ? Used(PromptNames.Collaborative).Render(new Dictionary<string, string?>()) : null,
            ProactivePrompt = modes.Any(m => m.Proactive) ? PromptSpeech.Of(speech, Used(PromptNames.Proactive)) : null,
        };
        var (user, userModel) = await UserAsync();
        var simulator = new ConversationSimulator(assistant, user, new()
        {
            TerminationSignal = Signal(parse, options),
            Detectors = new() { GoalWords = parse.GetValue(options.GoalVerbatim) ? null : 12 },
        });
        List<SimulationRequest> requests = [.. goals.SelectMany(goal => modes.Select((mode, sample) => new SimulationRequest
        {
            Address = FormattableString.Invariant($"{goal.Id}/s{sample}"),
            Goal = goal,
            History = [],
            MessageBudget = parse.GetValue(options.Messages) ?? UsualMessages,
            Mode = mode,
            Seed = run.Seed,
        }))];
        return new(simulator, userModel, requests, stamps);

        Prompt Used(string name)
        {
            var prompt = library.Get(name);
            stamps.Add(prompt.Stamp.ToString());
            return prompt;
        }

        async Task<(IUserSimulator User, NamedModel? Model)> UserAsync()
        {
            var task = parse.GetValue(options.Task) is { } given && !string.IsNullOrWhiteSpace(given) ? given : UsualTask;
            var settings = new GenerationSettings { Temperature = parse.GetValue(options.UserTemperature) ?? 1, MaxOutputTokens = parse.GetValue(options.UserMaxTokens) ?? 1024 };
            switch (parse.GetValue(options.User))
            {
                case SimulateOptions.Recorded:
                    return (RecordedTurns.Of(goals), null);
                case SimulateOptions.Intents:
                    foreach (var goal in goals) IntentTree.Of(goal);
                    var wording = parse.GetValue(options.Wording) is { } name ? await run.ModelAsync(name) : null;
                    var phrasing = wording is null ? null : new IntentPhrasing(wording, settings, PromptSpeech.Of(speech, Used(PromptNames.Phrase)), task);
                    return (new HiddenIntentUser(new(task, Signal(parse, options)), phrasing: phrasing), wording);
                default:
                    var model = await run.ModelAsync(parse.GetValue(options.User));
                    var role = new RolePlayOptions(task, Signal(parse, options), parse.GetValue(options.ReferenceVisible));
                    return (new RolePlayUser(model, settings, PromptSpeech.Of(speech, Used(PromptNames.UserSimulator)), role), model);
            }
        }
    }

    /// <summary>At most: no conversation ends early.</summary>
    public CallForecast Forecast(int messageTokens)
    {
        const int promptTokens = 900;
        var forecast = new CallForecast(messageTokens);
        foreach (var request in Requests)
        {
            var prompted = request.Mode.Proactive || request.Mode.SystemPrompt ? promptTokens : 0;
            var goal = UserModel?.CountTokens(request.Goal.Prompt) ?? 0;
            forecast.AddConversations(Simulator.Assistant.Model, UserModel, 1, 0, request.MessageBudget, assistantFirst: false, prompted, promptTokens + goal);
        }
        return forecast;
    }

    private static string Signal(ParseResult parse, SimulateOptions options) =>
        parse.GetValue(options.Signal) is not { } given ? SimulationOptions.UsualSignal
            : given.Length > 0 ? given : throw new CommandException(ExitCodes.Usage, "--signal is empty, and every message would hold it.");

    private static IReadOnlyList<AssistantMode> Modes(ParseResult parse, SimulateOptions options, int samples, CommandOutput output)
    {
        var (proactive, system) = (parse.GetValue(options.ProactiveRatio) ?? 0, parse.GetValue(options.SystemRatio) ?? 0);
        foreach (var (name, ratio) in (ReadOnlySpan<(string, double)>)[("--proactive-ratio", proactive), ("--system-ratio", system)])
        {
            if (ratio > 0 && (int)(samples * ratio) == 0) output.Say(FormattableString.Invariant($"{name} {ratio} of {samples} conversations about a goal is none: no conversation gets this prompt."));
        }
        return AssistantModes.Assign(samples, proactive, system);
    }
}
