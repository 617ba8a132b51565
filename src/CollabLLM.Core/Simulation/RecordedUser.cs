using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Core.Simulation;

/// <summary>
/// A real person's turns, said again to another assistant, in order and word by word. After the last of them the person has left: the conversation ends by
/// <see cref="StopReason.Signal"/> when it would be their turn once more, so that the assistant answers the last turn too, and no word is put into their mouth. Thread-safe.
/// </summary>
/// <param name="turns">The recorded user messages of a goal, in order; null or empty when there are none.</param>
/// <param name="version">Says which recording it is, such as a hash of the file.</param>
public sealed class RecordedUser(Func<Goal, IReadOnlyList<string>?> turns, string version) : IUserSimulator
{
    public string Name => "recorded";

    public string Version => version;

    public Task<UserReply> SpeakAsync(UserTurn turn, CancellationToken cancellationToken)
    {
        if (turns(turn.Goal) is not { Count: > 0 } recorded) throw new InputException($"Goal {turn.Goal.Id} has no recorded user messages.");
        var next = turn.Messages.Count(m => m.Role == MessageRole.User);
        return Task.FromResult(next < recorded.Count ? new UserReply(recorded[next]) { Settled = true } : UserReply.Leaves);
    }
}
