using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Simulation;

/// <summary>
/// The paper's user: a model that is told the goal and plays somebody who has it. It sees the goal; the reference only where the task says so, because a user who knows the
/// answer gives it away. Thread-safe.
/// </summary>
public sealed class RolePlayUser(NamedModel model, GenerationSettings settings, SpeakingPrompt prompt, RolePlayOptions options) : IUserSimulator
{
    public string Name => "role-play";

    public string Version { get; } = string.Join(
        ' ', prompt.Stamp, model.Name, model.Fingerprint, CallKeyOf(settings), Seeds.Derive(0, $"{options.Task}\n{options.TerminationSignal}\n{options.ReferenceVisible}"));

    public async Task<UserReply> SpeakAsync(UserTurn turn, CancellationToken cancellationToken)
    {
        var reply = await prompt.AskAsync(
            new()
            {
                Model = model,
                Role = CallRole.User,
                Settings = settings with { Seed = turn.DrawSeed },
                Address = turn.Address,
                Priority = turn.Priority,
                Fields = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["task_desc"] = options.Task,
                    ["single_turn_prompt"] = turn.Goal.Prompt,
                    ["reference"] = options.ReferenceVisible ? turn.Goal.Completion : "",
                    ["terminal_signal"] = options.TerminationSignal,
                },
                History = turn.Messages,
                Reminder = turn.Reminder,
            },
            cancellationToken);
        return new(reply.Text.Trim()) { Failure = reply.Failure, Usage = reply.Usage };
    }

    private static string CallKeyOf(GenerationSettings settings) => System.Text.Json.JsonSerializer.Serialize(settings with { Seed = null });
}
