using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Simulation;

/// <summary>The side that is studied or trained: a model with its settings and the two prompts that a mode can switch on. Thread-safe.</summary>
public sealed class SimulatedAssistant(CallRunner calls, NamedModel model, GenerationSettings settings)
{
    /// <summary>What a reply may take of the context when the settings do not say.</summary>
    private const int UsualReply = 1024;

    public NamedModel Model { get; } = model;

    /// <summary>Without seed: every draw has its own.</summary>
    public GenerationSettings Settings { get; } = settings;

    /// <summary>For modes with <see cref="AssistantMode.SystemPrompt"/>.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>By name, for modes with a <see cref="AssistantMode.Strategy"/>: an instruction after the system prompt.</summary>
    public IReadOnlyDictionary<string, string> Strategies { get; init; } = new Dictionary<string, string>();

    /// <summary>For modes with <see cref="AssistantMode.Proactive"/>.</summary>
    public SpeakingPrompt? ProactivePrompt { get; init; }

    /// <param name="reminder">What was wrong with the reply before; null the first time.</param>
    internal async Task<SpokenReply> SpeakAsync(
        AssistantMode mode, IReadOnlyList<TranscriptMessage> messages, string address, long seed, int priority, string? reminder, CancellationToken cancellationToken)
    {
        var drawn = Settings with { Seed = Seeds.Derive(seed, address), Temperature = mode.Temperature ?? Settings.Temperature };
        var system = SystemOf(mode);
        if (mode.Proactive)
        {
            var prompt = ProactivePrompt ?? throw new InvalidOperationException("The mode needs a proactive prompt and there is none.");
            return await prompt.AskAsync(
                new()
                {
                    Model = Model,
                    Role = CallRole.Assistant,
                    Settings = drawn,
                    Address = address,
                    Priority = priority,
                    Fields = new Dictionary<string, string>(StringComparer.Ordinal),
                    SystemPrompt = system,
                    History = messages,
                    Reminder = reminder,
                },
                cancellationToken);
        }
        IEnumerable<TranscriptMessage> shown = reminder is null ? messages : messages.Append(new(MessageRole.User, reminder));
        var reply = await calls.AskAsync(
            new()
            {
                Model = Model,
                Role = CallRole.Assistant,
                Messages = PromptBuilder.BuildTranscript(system, shown, Model.ContextTokens, Settings.MaxOutputTokens ?? UsualReply, Model.CountTokens),
                Settings = drawn,
                Address = address,
                Priority = priority,
            },
            cancellationToken);
        return new(reply.Text, reply.Took);
    }

    private string? SystemOf(AssistantMode mode)
    {
        var system = mode.SystemPrompt ? SystemPrompt ?? throw new InvalidOperationException("The mode needs a system prompt and there is none.") : null;
        if (mode.Strategy is null) return system;
        var strategy = Strategies.GetValueOrDefault(mode.Strategy) ?? throw new InputException($"There is no strategy {mode.Strategy}.");
        return system is null ? strategy : $"{system}\n\n{strategy}";
    }
}
