using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Simulation.Intents;

/// <summary>
/// A user who knows what they want only as far as they were asked. Which intent is discovered, what may be said and when it is over is pure code over the messages so far and
/// the seed; a model, if there is one, only words it. The user answers what was asked, voices nothing but discovered intents, and hints at emerging ones. Thread-safe.
/// </summary>
/// <remarks>
/// It ends with the signal when everything was discovered before the assistant's last message and that message delivers (see <see cref="AssistantReading.Delivers"/>), or when
/// <see cref="HiddenIntentOptions.Patience"/> messages in a row have changed nothing.
/// </remarks>
/// <param name="matcher">Null: <see cref="WordMatcher"/>.</param>
/// <param name="phrasing">Null: plain sentences made by code.</param>
public sealed class HiddenIntentUser(HiddenIntentOptions options, IntentMatcher? matcher = null, IntentPhrasing? phrasing = null) : IUserSimulator
{
    /// <summary>From this share of an undiscovered intent's words on, a wording gives it away and is not used.</summary>
    private const double GivenAway = 0.6;

    private readonly IntentMatcher _matcher = matcher ?? WordMatcher.MatchAsync;

    public string Name => "intents";

    public string Version => $"1 {(matcher is null ? "words" : MatcherName)} {phrasing?.Stamp ?? "plain"} {options}";

    /// <summary>What records call the matcher, where one is given: the model of embeddings, for instance.</summary>
    public string MatcherName { get; init; } = "matcher";

    public async Task<UserReply> SpeakAsync(UserTurn turn, CancellationToken cancellationToken)
    {
        var tree = IntentTree.Of(turn.Goal);
        var board = new IntentBoard(tree, options, turn.Seed, turn.Goal.Id);
        IReadOnlyList<IntentChange> changes = [];
        IReadOnlyList<IntentMatch> matches = [];
        AssistantReading? last = null;
        foreach (var message in turn.Messages.Where(m => m.Role == MessageRole.Assistant))
        {
            last = AssistantReading.Of(message.Content);
            matches = await _matcher(last, tree, cancellationToken);
            changes = board.Hear(last, matches);
        }
        var note = Note(board, changes);
        if (last is not null && ((board.WasComplete && last.Delivers) || board.Idle >= options.Patience)) return new(options.TerminationSignal) { Settled = true, Note = note };

        var plain = last is null ? IntentTalk.Opening(tree, options.Task) : IntentTalk.Answer(tree, board, last, matches, changes, options);
        if (phrasing is null) return new(plain) { Settled = true, Note = note };
        var worded = await phrasing.SayAsync(plain, turn, cancellationToken);
        var text = worded.Text.Trim();
        // An unreadable or indiscreet wording is no reason to lose the conversation: the plain sentence says the same.
        var usable = worded.Failure is null && text.Length > 0 && !text.Contains(options.TerminationSignal, StringComparison.Ordinal) && !GivesAway(tree, board, turn, plain, text);
        note["wording"] = usable ? "model" : "plain";
        return new(usable ? text : plain) { Settled = !usable, Note = note, Usage = worded.Usage };
    }

    private static bool GivesAway(IntentTree tree, IntentBoard board, UserTurn turn, string plain, string text)
    {
        IEnumerable<string> free = [plain, .. turn.Messages.Select(m => m.Content)];
        return tree.Intents.Any(i => board.States[i.Id] != IntentState.Discovered && WordMatcher.Told(i, text, free) >= GivenAway);
    }

    private static JsonObject Note(IntentBoard board, IReadOnlyList<IntentChange> changes) => new()
    {
        ["states"] = new JsonObject(board.States.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)Word(s.Value)))),
        ["changes"] = new JsonArray([.. changes.Select(c => (JsonNode)new JsonObject { ["intent"] = c.Intent, ["from"] = Word(c.From), ["to"] = Word(c.To) })]),
        ["idle"] = board.Idle,
    };

    private static string Word(IntentState state) => state switch
    {
        IntentState.Undiscovered => "undiscovered",
        IntentState.Emerging => "emerging",
        _ => "discovered",
    };
}
