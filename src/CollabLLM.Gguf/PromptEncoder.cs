using CollabLLM.Gguf.Tokenization;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf;

/// <summary>Turns a conversation into tokens. Only what the template writes is read for special tokens; what people write is text.</summary>
internal static class PromptEncoder
{
    public static int[] Encode(GgufModel model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.Tools is { Count: > 0 }) throw new NotSupportedException($"The model {model.Name} cannot call tools.");
        List<ChatMessage> list = [.. messages];
        if (list.Count == 0) throw new ArgumentException("The conversation is empty.", nameof(messages));
        foreach (var message in list) RequireText(model, message);
        if (!string.IsNullOrEmpty(options?.Instructions)) list.Insert(0, new(ChatRole.System, options.Instructions));

        // A reply to be continued follows the opening of the assistant's turn as plain text.
        var begun = "";
        if (list[^1].Role == ChatRole.Assistant)
        {
            if (options?.ResponseFormat is ChatResponseFormatJson) throw new NotSupportedException("A reply that has begun cannot be held to JSON.");
            begun = list[^1].Text;
            list.RemoveAt(list.Count - 1);
        }
        var template = model.Template ?? throw new NotSupportedException($"The model {model.Name} has no chat template.");
        var parts = template.RenderParts(list, addGenerationPrompt: true).Select(p => new TextPart(p.Text, p.IsTemplate));
        return model.Tokenizer.Encode(parts.Append(new(begun, ParseSpecial: false)), addBos: true);
    }

    private static void RequireText(GgufModel model, ChatMessage message)
    {
        var other = message.Contents.FirstOrDefault(c => c is not (TextContent or UsageContent or TextReasoningContent));
        if (other is not null) throw new NotSupportedException($"The model {model.Name} reads text only, not {other.GetType().Name}.");
    }
}
