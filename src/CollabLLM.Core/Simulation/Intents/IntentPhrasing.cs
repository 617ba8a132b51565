using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Simulation.Intents;

/// <summary>Has a model put in its own words what the code has decided to say. Thread-safe.</summary>
public sealed class IntentPhrasing(NamedModel model, GenerationSettings settings, SpeakingPrompt prompt, string task)
{
    public string Stamp { get; } = $"{prompt.Stamp} {model.Name} {model.Fingerprint}";

    internal Task<SpokenReply> SayAsync(string plain, UserTurn turn, CancellationToken cancellationToken) => prompt.AskAsync(
        new()
        {
            Model = model,
            Role = CallRole.User,
            Settings = settings with { Seed = turn.DrawSeed },
            Address = turn.Address,
            Priority = turn.Priority,
            Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["task_desc"] = task, ["facts"] = plain },
            History = turn.Messages,
            Reminder = turn.Reminder,
        },
        cancellationToken);
}
