using System.Text;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Export;

/// <summary>How a conversation becomes one text.</summary>
/// <param name="Render">The text; with true it ends where a reply of the assistant begins.</param>
/// <param name="Marks">Texts that mean something to a tokenizer: a message that holds one could not be told from the markup.</param>
public sealed record ChatRendering(Func<IReadOnlyList<TranscriptMessage>, bool, string> Render, IReadOnlyList<string> Marks)
{
    private const string Open = "<|im_start|>";
    private const string Close = "<|im_end|>";

    /// <summary>ChatML: each message is <c>&lt;|im_start|&gt;ROLE</c>, a line end, the content, <c>&lt;|im_end|&gt;</c> and a line end. Nothing is added or trimmed.</summary>
    public static ChatRendering ChatMl { get; } = new(InChatMl, [Open, Close]);

    private static string InChatMl(IReadOnlyList<TranscriptMessage> messages, bool opensReply)
    {
        var text = new StringBuilder();
        foreach (var message in messages) text.Append(Open).Append(message.Role.Wire()).Append('\n').Append(message.Content).Append(Close).Append('\n');
        if (opensReply) text.Append(Open).Append(MessageRole.Assistant.Wire()).Append('\n');
        return text.ToString();
    }
}
