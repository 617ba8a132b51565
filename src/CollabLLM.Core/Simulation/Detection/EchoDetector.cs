using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Simulation.Detection;

/// <summary>
/// Notices a message that says again what either side said before. Small simulators do that to the assistant's last message, and models in a loop to their own.
/// </summary>
/// <remarks>
/// An assistant's message is an echo only when it is the same but for blanks and case: a draft with one word or sign mended is a new draft. A user's message is one also when it is merely
/// like an earlier message: the larger of the share of three-word sequences in common (Jaccard) and, if it is at least half as long, the share of its own that stand there.
/// Messages of a few words are never echoes: people say <c>yes, please</c> twice.
/// </remarks>
public static class EchoDetector
{
    private const int FewWords = 5;
    private const int FewOwnWords = 8;
    private const int SequenceLength = 3;

    /// <returns>The index of the message that is repeated, with the likeness; null when nothing is.</returns>
    public static (int Message, double Likeness)? Find(IReadOnlyList<TranscriptMessage> messages, MessageRole role, string text, DetectorOptions options)
    {
        var words = Words.Of(text);
        if (words.Length < FewWords) return null;
        HashSet<string>? sequences = null;
        (int Message, double Likeness)? found = null;
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            var earlier = Words.Of(messages[i].Content);
            if (messages[i].Role == role && role == MessageRole.User && words.Length < FewOwnWords) continue;
            if (role == MessageRole.Assistant)
            {
                if (string.Equals(Spaced(text), Spaced(messages[i].Content), StringComparison.OrdinalIgnoreCase)) return (i, 1);
                continue;
            }
            if (words.AsSpan().SequenceEqual(earlier)) return (i, 1);
            if (words.Length < FewOwnWords || earlier.Length < FewOwnWords) continue;
            sequences ??= Words.Sequences(words, SequenceLength);
            var likeness = Likeness(sequences, Words.Sequences(earlier, SequenceLength), words.Length * 2 >= earlier.Length);
            if (likeness >= options.EchoLikeness && likeness > (found?.Likeness ?? 0)) found = (i, likeness);
        }
        return found;
    }

    private static string Spaced(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static double Likeness(HashSet<string> said, HashSet<string> earlier, bool longEnough)
    {
        var shared = said.Count(earlier.Contains);
        var alike = shared / (double)(said.Count + earlier.Count - shared);
        return longEnough ? Math.Max(alike, shared / (double)said.Count) : alike;
    }
}
