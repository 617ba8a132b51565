using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Documents;

/// <summary>The documents that a reply holds. The one parser for panel, extraction, training and studies.</summary>
public static class DocumentParser
{
    /// <param name="finished">Whether the reply has ended.</param>
    /// <returns>In order of appearance; the last may be cut off or still being written.</returns>
    public static IReadOnlyList<DocumentPart> Find(string reply, bool finished = true) =>
        [.. ReplyText.Split(reply, finished).OfType<DocumentPart>()];
}
