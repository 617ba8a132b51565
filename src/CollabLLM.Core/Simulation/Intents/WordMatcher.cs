using CollabLLM.Core.Simulation.Detection;

namespace CollabLLM.Core.Simulation.Intents;

/// <summary>
/// Matches by words, in pure code. A part means an intent (strength 1) when it holds all words of its id or of an alias, or offers an option whose words all stand in
/// the intent's text; else the strength is the overlap coefficient of the two sets of words. Words that say nothing, and words that most intents share, do not count.
/// </summary>
public static class WordMatcher
{
    private const int IntentsToShare = 3;

    private static readonly HashSet<string> Idle =
    [
        .. """
        a about above actually after all also am an and any anything are as at be been before being best better both but by can clarify come could describe detail did do does doing done
        each either else etc everything example feel few for from further general get give go good got had has have having help her here him his how i if im in include info information into is it
        its just keep kind know let like ll look made make many may maybe me mean might mind more most much must my need next no none not now of off ok okay on one only or other our out over own
        particular perhaps please possible prefer preference provide question quite rather re really requirement right say see share she should show so some something sort specific specify still
        such sure take tell than thank that the their them then there these they thing think this those through to too under until up us use useful using ve very want was way we well were what when
        where whether which while who whom whose why will with without would yes yet you your
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>As an <see cref="IntentMatcher"/>.</summary>
    public static ValueTask<IReadOnlyList<IntentMatch>> MatchAsync(AssistantReading reading, IntentTree tree, CancellationToken cancellationToken) => ValueTask.FromResult(Match(reading, tree));

    /// <returns>Only strengths above 0.</returns>
    public static IReadOnlyList<IntentMatch> Match(AssistantReading reading, IntentTree tree)
    {
        var shared = SharedWords(tree);
        List<(HiddenIntent Intent, HashSet<string> Words)> intents = [.. tree.Intents.Select(i => (i, Telling(i.Text, shared)))];
        var matches = new List<IntentMatch>();
        for (var part = 0; part < reading.Parts.Count; part++)
        {
            var words = Telling(reading.Parts[part].Text, shared);
            List<HashSet<string>> options = [.. reading.Parts[part].Options.Select(o => Telling(o, shared)).Where(o => o.Count > 0)];
            foreach (var (intent, text) in intents)
            {
                var strength = Names(intent).Any(words.IsSupersetOf) || options.Exists(text.IsSupersetOf) ? 1 : Overlap(words, text);
                if (strength > 0) matches.Add(new(intent.Id, part, strength));
            }
        }
        return matches;
    }

    /// <summary>Whether nothing but idle words is said: a question that asks for anything at all.</summary>
    internal static bool IsOpen(AssistantPart part) => part.Options.Count == 0 && Telling(part.Text, []).Count == 0;

    /// <summary>How much of the intent's words a text gives away, 0 to 1.</summary>
    internal static double Told(HiddenIntent intent, string text, IEnumerable<string> free)
    {
        var words = Telling(intent.Text, []);
        words.ExceptWith(free.SelectMany(f => Telling(f, [])));
        return words.Count == 0 ? 0 : words.Intersect(Telling(text, [])).Count() / (double)words.Count;
    }

    private static double Overlap(HashSet<string> a, HashSet<string> b) =>
        a.Count == 0 || b.Count == 0 ? 0 : a.Intersect(b).Count() / (double)Math.Min(a.Count, b.Count);

    private static IEnumerable<HashSet<string>> Names(HiddenIntent intent) =>
        intent.Aliases.Append(intent.Id.Any(char.IsDigit) ? "" : intent.Id).Select(n => Telling(n, [])).Where(n => n.Count > 0);

    private static HashSet<string> SharedWords(IntentTree tree) => tree.Intents.Count < IntentsToShare
        ? []
        : [.. tree.Intents.SelectMany(i => Telling(i.Text, [])).GroupBy(w => w, StringComparer.Ordinal).Where(g => g.Count() * 2 > tree.Intents.Count).Select(g => g.Key)];

    private static HashSet<string> Telling(string text, HashSet<string> shared)
    {
        HashSet<string> words = [.. Words.Of(text).Select(Stem).Where(w => !Idle.Contains(w))];
        words.ExceptWith(shared);
        return words;
    }

    /// <summary>Only plurals: enough for a question to meet its answer, and harmless in other languages.</summary>
    private static string Stem(string word) => word switch
    {
        { Length: > 4 } when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
        { Length: > 3 } when word.EndsWith('s') && word[^2] is not ('s' or 'u' or 'i') => word[..^1],
        _ => word,
    };
}
