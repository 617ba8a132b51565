using CollabLLM.Core.Conversations;
using CollabLLM.Core.Documents;
using CollabLLM.Core.Simulation.Intents;

namespace CollabLLM.Core.World;

/// <summary>
/// How well an assistant of the world worked together with its user, by rule instead of by a judge: the three parts that <c>interactivity_uqs</c> asks a judge for. Each runs
/// from 0 to 1.
/// </summary>
/// <param name="Understanding">Share of replies that ask nothing that was told and, where they hold a document, leave out nothing that was told.</param>
/// <param name="Questions">Share of the needed facts missing in the first message that it asked for before its first document; where none was missing: 1 if it did not ask, else 0.</param>
/// <param name="Suggestions">1 if it offered something below a document, else 0.</param>
public sealed record WorldInteractivity(double Understanding, double Questions, double Suggestions)
{
    /// <summary>Fewer words beside a document are no suggestion.</summary>
    private const int SuggestionWords = 4;

    /// <summary>The mean of the three.</summary>
    public double Mean => (Understanding + Questions + Suggestions) / 3;

    /// <param name="messages">Without system prompts; the first is the user's.</param>
    public static WorldInteractivity Of(DocumentWish wish, IReadOnlyList<TranscriptMessage> messages)
    {
        HashSet<string> told = [], asked = [];
        IReadOnlyList<string>? missing = null;
        var (replies, understood, delivered, suggests) = (0, 0, false, false);
        foreach (var message in messages)
        {
            if (message.Role == MessageRole.User)
            {
                told.UnionWith(wish.Slots.Where(s => DocumentScore.Says(message.Content, wish.Values[s.Name])).Select(s => s.Name));
                missing ??= [.. wish.Slots.Where(s => s.IsNeeded && !told.Contains(s.Name)).Select(s => s.Name)];
            }
            else if (message.Role == MessageRole.Assistant)
            {
                replies++;
                List<string> questions = [.. Questioned(wish, message.Content)];
                var document = DocumentScore.LastDocument([message]);
                if (!questions.Exists(told.Contains) && (document is null || told.All(slot => DocumentScore.Says(document, wish.Values[slot])))) understood++;
                if (!delivered) asked.UnionWith(questions);
                delivered |= document is not null;
                suggests |= document is not null && Suggests(message.Content);
            }
        }
        if (replies == 0 || missing is null) return new(0, 0, 0);
        var right = missing.Count > 0 ? (double)missing.Count(asked.Contains) / missing.Count : asked.Count == 0 ? 1 : 0;
        return new((double)understood / replies, right, suggests ? 1 : 0);
    }

    /// <summary>What is asked about: slots, and a word of its own for what is none.</summary>
    private static IEnumerable<string> Questioned(DocumentWish wish, string reply) =>
        AssistantReading.Of(reply).Parts.Where(p => p.IsQuestion).Select(p => SlotFinder.Find(wish.Kind, p.Text) ?? "?");

    /// <summary>On a line of its own after the one document: what runs on behind the mark is a slip, and would be rewarded as a suggestion.</summary>
    private static bool Suggests(string reply)
    {
        var end = reply.IndexOf(DocumentTag.Close, StringComparison.Ordinal);
        return end >= 0 && end == reply.LastIndexOf(DocumentTag.Close, StringComparison.Ordinal) && reply[(end + DocumentTag.Close.Length)..] is ['\n', .. var offer]
            && offer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length >= SuggestionWords;
    }
}
