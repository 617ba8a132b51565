using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Simulation.Intents;

namespace CollabLLM.Core.World;

/// <summary>The person behind a <see cref="NaturalRequest"/>: says it, answers what is asked, and leaves with the first document. Pure code over the messages. Thread-safe.</summary>
public sealed class NaturalUser : IUserSimulator
{
    /// <summary>Stands at the end of the message that ends the talk.</summary>
    public static string TerminationSignal => WorldUserOptions.Cooperative.TerminationSignal;

    public string Name => "world-natural";

    public string Version => "1";

    /// <exception cref="InputException">The goal is none of <see cref="NaturalRequest.Goals"/>.</exception>
    public Task<UserReply> SpeakAsync(UserTurn turn, CancellationToken cancellationToken) => Task.FromResult(Speak(turn));

    private static UserReply Speak(UserTurn turn)
    {
        var request = NaturalRequest.Of(turn.Goal);
        if (turn.Messages.LastOrDefault(m => m.Role == MessageRole.Assistant) is not { } reply) return Say(request.Message);
        if (DocumentScore.LastDocument([reply]) is not null) return Say($"Thank you. {TerminationSignal}");
        var reading = AssistantReading.Of(reply.Content);
        return reading.Asks ? Say(Answer(request, reading)) : UserReply.Leaves;
    }

    private static string Answer(NaturalRequest request, AssistantReading reading)
    {
        var kind = DocumentKind.Get(request.Kind);
        List<string> answers = [.. reading.Parts.Where(p => p.IsQuestion).Select(q => SlotFinder.Find(kind, q.Text)).OfType<string>().Distinct(StringComparer.Ordinal).Select(Of).OfType<string>()];
        return answers.Count switch { 0 => "I do not mind, decide for me.", 1 => answers[0], _ => string.Join(". ", answers.Select(a => a.TrimEnd('.'))) };

        // Whoever is asked for what they have said says it again, bare.
        string? Of(string slot) => request.Answers.GetValueOrDefault(slot) ?? request.Values.GetValueOrDefault(slot);
    }

    private static UserReply Say(string text) => new(text) { Settled = true };
}
