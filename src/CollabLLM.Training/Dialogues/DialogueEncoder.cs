using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using Microsoft.Extensions.AI;

namespace CollabLLM.Training.Dialogues;

/// <summary>
/// Turns dialogues into tokens exactly as a chat with the model would, and marks what the model itself wrote. Only what the template writes is
/// read for special tokens. Thread-safe.
/// </summary>
/// <param name="tokenizer">The model's.</param>
/// <param name="template">The model's.</param>
public sealed class DialogueEncoder(Tokenizer tokenizer, ChatTemplate template)
{
    /// <summary>Tokens of a whole dialogue.</summary>
    /// <param name="messages">At least one assistant message; the last message is one.</param>
    /// <param name="lastOnly">Marks the last reply alone, the others belong to its prompt.</param>
    /// <exception cref="TrainingException">There is no reply at the end, or the template writes a turn otherwise once others follow it; the message names the turn.</exception>
    public EncodedDialogue Encode(IReadOnlyList<ChatMessage> messages, bool lastOnly = false)
    {
        if (messages.Count == 0 || messages[^1].Role != ChatRole.Assistant) throw new TrainingException("A dialogue to learn from ends with a message of the assistant.");
        var tokens = Tokens(messages, begun: false);
        var replies = new bool[tokens.Length];
        var end = 0;
        for (var turn = lastOnly ? messages.Count - 1 : 0; turn < messages.Count; turn++)
        {
            if (messages[turn].Role != ChatRole.Assistant) continue;
            var prompt = Tokens([.. messages.Take(turn)], begun: true);
            if (prompt.Length >= tokens.Length || !tokens.AsSpan().StartsWith(prompt))
            {
                throw new TrainingException($"Turn {turn + 1} of the dialogue does not follow from its prompt as the model's chat template writes it, so it cannot be learnt.");
            }
            for (end = prompt.Length; end < tokens.Length; end++)
            {
                replies[end] = true;
                if (tokenizer.Vocabulary.IsEndOfGeneration(tokens[end])) break;
            }
        }
        // What the template writes behind the last turn is never generated.
        var length = Math.Min(end + 1, tokens.Length);
        return new(tokens[..length], replies[..length]);
    }

    /// <summary>
    /// Tokens of a dialogue that was written by the model's template elsewhere (TRL's standard format): names of special tokens in it mean those tokens. The reply ends with the
    /// first token that ends a turn; where it has none, the one that the model's template writes is added.
    /// </summary>
    /// <param name="prompt">Up to where the reply begins.</param>
    /// <param name="reply">What follows.</param>
    /// <exception cref="TrainingException">The reply is empty, or the model has no token that ends a turn.</exception>
    public EncodedDialogue Encode(string prompt, string reply)
    {
        var before = tokenizer.Encode(prompt, parseSpecial: true, addBos: true);
        List<int> after = [];
        foreach (var token in tokenizer.Encode(reply, parseSpecial: true))
        {
            after.Add(token);
            if (tokenizer.Vocabulary.IsEndOfGeneration(token)) break;
        }
        if (after.Count == 0) throw new TrainingException("A reply to learn is not empty.");
        if (!tokenizer.Vocabulary.IsEndOfGeneration(after[^1])) after.Add(End());
        return new([.. before, .. after], [.. before.Select(_ => false), .. after.Select(_ => true)]);
    }

    private int End()
    {
        var turn = Encode([new(ChatRole.User, "a"), new(ChatRole.Assistant, "b")]).Tokens[^1];
        return tokenizer.Vocabulary.IsEndOfGeneration(turn) ? turn : tokenizer.Vocabulary.Eos ?? throw new TrainingException("The model has no token that ends a reply.");
    }

    /// <summary>Tokens of a conversation up to where the assistant's reply begins.</summary>
    public int[] Prompt(IReadOnlyList<ChatMessage> messages) => Tokens(messages, begun: true);

    /// <summary>Number of tokens of a conversation so far; 0 without a message.</summary>
    internal int Count(IReadOnlyList<ChatMessage> messages) => messages.Count == 0 ? 0 : Tokens(messages, begun: false).Length;

    private int[] Tokens(IReadOnlyList<ChatMessage> messages, bool begun) =>
        tokenizer.Encode(template.RenderParts(messages, begun).Select(p => new TextPart(p.Text, p.IsTemplate)), addBos: true);
}
