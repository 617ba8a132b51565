using CollabLLM.Core.Questions;

namespace CollabLLM.Core.Simulation.Intents;

/// <summary>What a user with hidden intents says, in plain sentences.</summary>
internal static class IntentTalk
{
    private const string YouDecide = "I have no preference there, you decide.";
    private const string GoOn = "That is all I want. Please go ahead.";
    private const string NotQuite = "That is not quite it yet.";

    public static string Opening(IntentTree tree, string task)
    {
        IEnumerable<string> given = tree.Intents.Where(i => i.Given).Select(i => Sentence(i.Text));
        return string.Join(' ', new[] { tree.Opening ?? $"I need help with {task}." }.Concat(given));
    }

    public static string Answer(
        IntentTree tree, IntentBoard board, AssistantReading heard, IReadOnlyList<IntentMatch> matches, IReadOnlyList<IntentChange> changes, HiddenIntentOptions options)
    {
        HashSet<string> news = [.. changes.Where(c => c.To == IntentState.Discovered).Select(c => c.Intent)];
        var hints = Hints(tree, heard.Asks ? changes.Where(c => c.To == IntentState.Emerging).Select(c => c.Intent) : board.States.Where(s => s.Value == IntentState.Emerging).Select(s => s.Key));
        if (!heard.Asks) return string.Join(' ', new[] { board.AllDiscovered ? GoOn : NotQuite }.Concat(hints));

        // Each question gets the intents that it means best; an intent answers the first question that means it.
        var told = new HashSet<string>(StringComparer.Ordinal);
        List<string?> answers = [];
        for (var part = 0; part < heard.Parts.Count; part++)
        {
            if (!heard.Parts[part].IsQuestion) continue;
            List<HiddenIntent> meant =
            [
                .. tree.Intents.Where(i => board.States[i.Id] == IntentState.Discovered
                    && matches.Any(m => m.Part == part && m.Intent == i.Id && (m.Strength >= options.Direct || (news.Contains(i.Id) && m.Strength >= options.Tangential)))
                    && told.Add(i.Id)),
            ];
            answers.Add(meant.Count == 0 ? null : string.Join(' ', meant.Select(i => Sentence(i.Text))));
        }
        if (heard.Card is { } card) return string.Join('\n', new[] { AnswerText.Compose(card, answers) }.Concat(hints));
        List<string> said = [.. answers.OfType<string>()];
        if (said.Count == 0) said.Add(board.AllDiscovered ? GoOn : YouDecide);
        return string.Join(' ', said.Concat(hints));
    }

    private static IEnumerable<string> Hints(IntentTree tree, IEnumerable<string> emerging) => emerging.Select(id => tree[id]).Select(i =>
        (i.Hint ?? (i.Aliases is [var alias, ..] ? alias : null)) is { } about
            ? $"Something about {about} matters to me, but I cannot say what yet."
            : "Something is still missing, but I cannot say what yet.").Distinct();

    private static string Sentence(string text) => text[^1] is '.' or '!' or '?' or '。' ? text : text + ".";
}
