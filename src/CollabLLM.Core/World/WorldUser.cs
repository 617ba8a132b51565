using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Questions;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Simulation.Intents;

namespace CollabLLM.Core.World;

/// <summary>
/// A user of the world: tells a part of the wish, answers what is asked, corrects what a document gets wrong, and says goodbye when all is right as far as it sees. Pure code over the messages
/// and the seed. Thread-safe.
/// </summary>
public sealed class WorldUser(WorldUserOptions options) : IUserSimulator
{
    public string Name => $"world-{options.Name}";

    public string Version { get; } = $"3 {options}";

    /// <exception cref="InputException">The goal is none of the world.</exception>
    public Task<UserReply> SpeakAsync(UserTurn turn, CancellationToken cancellationToken) => Task.FromResult(Speak(turn));

    private UserReply Speak(UserTurn turn)
    {
        var wish = DocumentWishes.Of(turn.Goal);
        var random = new PythonRandom(turn.DrawSeed);
        List<TranscriptMessage> replies = [.. turn.Messages.Where(m => m.Role == MessageRole.Assistant)];
        // What is hidden belongs to the goal and the run, not to the draw: every candidate reply meets the same user.
        if (replies.Count == 0) return Say(Open(wish, new PythonRandom(Seeds.Derive(turn.Seed, turn.Goal.Id)), random), null);

        var document = DocumentScore.LastDocument(turn.Messages);
        var delivered = DocumentScore.LastDocument([replies[^1]]) is not null;
        var score = document is null ? null : DocumentScore.Of(wish, document);
        if (delivered)
        {
            var overlooked = Overlooked(wish, new PythonRandom(Seeds.Derive(turn.Seed, $"{turn.Goal.Id}/overlooked")));
            List<string> seen = [.. score!.Wrong.Where(w => !overlooked.Contains(w) || document!.Contains($"[{wish.Kind.Slot(w).Title}]", StringComparison.OrdinalIgnoreCase))];
            if (seen.Count == 0) return Say($"{UserTalk.Thank(random)} {options.TerminationSignal}", score);
            return Say(string.Join(' ', seen.Take(options.MendsAtOnce).Select(w => Mend(wish, w, random))), score);
        }
        var reading = AssistantReading.Of(replies[^1].Content);
        if (reading.Asks) return Say(Answer(wish, reading, random), score);
        return replies.Count(r => !AssistantReading.Of(r.Content).Asks && DocumentScore.LastDocument([r]) is null) > options.Patience
            ? UserReply.Leaves
            : Say($"Please write {wish.Kind.Nouns[0]}.", score);
    }

    private string Open(DocumentWish wish, PythonRandom hiding, PythonRandom random)
    {
        List<string> needed = [.. wish.Slots.Where(s => s.IsNeeded).Select(s => s.Name)];
        var complete = hiding.NextDouble() < options.CompleteShare;
        var most = options.IsTerse ? needed.Count : (needed.Count + 1) / 2;
        var hidden = complete ? [] : hiding.Sample(needed, (int)hiding.NextInRange(1, most + 1)).ToHashSet(StringComparer.Ordinal);
        var told = wish.Slots.Select(s => s.Name).Where(s => !hidden.Contains(s));
        return UserTalk.Opening(wish, told, complete || hiding.NextBelow(2) == 0, random);
    }

    private HashSet<string> Overlooked(DocumentWish wish, PythonRandom random) =>
        [.. wish.Slots.Select(s => s.Name).Where(_ => random.NextDouble() < options.OverlookShare)];

    private string Mend(DocumentWish wish, string what, PythonRandom random) => what switch
    {
        "tone" => UserTalk.Say(wish.Tone!.Value, random),
        "length" => UserTalk.Say(wish.IsLong!.Value, random),
        _ when options.IsTerse => $"{wish.Kind.Slot(what).Title}: {wish.Values[what]}",
        _ => UserTalk.Correct(wish, what, random),
    };

    private string Answer(DocumentWish wish, AssistantReading reading, PythonRandom random)
    {
        var questions = reading.Parts.Where(p => p.IsQuestion).ToList();
        List<string?> slots = [.. questions.Select(q => SlotFinder.Find(wish.Kind, q.Text))];
        List<string?> answers = [.. slots.Select((slot, i) => i < options.AnswersAtOnce && slot is not null ? Value(wish, slot) : null)];
        if (answers.TrueForAll(a => a is null)) return "I do not mind, decide for me.";
        if (reading.Card is { } card && !options.IsTerse && random.NextBelow(2) == 0) return AnswerText.Compose(card, answers);
        return string.Join(options.IsTerse ? ", " : " ", slots.Zip(answers).Where(a => a.Second is not null).Select(a =>
            options.IsTerse || !wish.Values.ContainsKey(a.First!) ? a.Second! : UserTalk.Tell(wish, a.First!, random)));
    }

    private static string? Value(DocumentWish wish, string slot) => slot switch
    {
        "tone" => wish.Tone is { } tone ? DocumentWriter.Word(tone) : null,
        "length" => wish.IsLong switch { true => "long", false => "short", null => null },
        _ => wish.Values.GetValueOrDefault(slot),
    };

    private static UserReply Say(string text, DocumentScore? score) => new(text)
    {
        Settled = true,
        Note = score is null ? null : new JsonObject { ["right"] = score.Right, ["fields"] = score.Fields, ["wrong"] = new JsonArray([.. score.Wrong.Select(w => (JsonNode)w)]) },
    };
}
