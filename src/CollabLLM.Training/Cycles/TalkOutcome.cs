using CollabLLM.Core.Conversations;
using CollabLLM.Core.Metrics.Effort;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Simulation.Intents;
using CollabLLM.Core.World;

namespace CollabLLM.Training.Cycles;

/// <summary>What came of one talk about a document.</summary>
/// <param name="Goal">The goal's name.</param>
/// <param name="Seed">Of the draws.</param>
/// <param name="Right">1 when every field of the last document is right, else 0: the task score.</param>
/// <param name="Fields">Share of the fields that are right.</param>
/// <param name="Read">Tokens that the user read, in cl100k.</param>
/// <param name="Typed">Tokens that the user typed.</param>
/// <param name="Interactivity">From 0 to 1, by <see cref="WorldInteractivity"/>.</param>
/// <param name="Replies">Replies of the assistant.</param>
/// <param name="Complete">Whether the first message told everything that was needed.</param>
/// <param name="Asks">Whether the first reply asked.</param>
/// <param name="Failure">Why the talk broke off; null when it did not. It then counts as it stands.</param>
public sealed record TalkOutcome(
    string Goal, long Seed, double Right, double Fields, int Read, int Typed, double Interactivity, int Replies, bool Complete, bool Asks, string? Failure)
{
    /// <summary>Of a talk that is over.</summary>
    public static TalkOutcome Of(SimulatedConversation talk)
    {
        var wish = DocumentWishes.Of(talk.Request.Goal);
        var score = DocumentScore.Of(wish, talk.Messages);
        var effort = ConversationEffort.Of(talk.Messages);
        var first = talk.Messages.FirstOrDefault(m => m.Role == MessageRole.Assistant)?.Content;
        var opening = talk.Messages.FirstOrDefault(m => m.Role == MessageRole.User)?.Content ?? "";
        return new(
            talk.Request.Goal.Id,
            talk.Request.Seed,
            score.Wrong.Count == 0 ? 1 : 0,
            score.Share,
            effort.TokensRead,
            effort.TokensTyped,
            WorldInteractivity.Of(wish, talk.Messages).Mean,
            talk.Messages.Count(m => m.Role == MessageRole.Assistant),
            wish.Slots.Where(s => s.IsNeeded).All(s => DocumentScore.Says(opening, wish.Values[s.Name])),
            first is not null && AssistantReading.Of(first).Asks,
            talk.Failure?.Reason);
    }
}
