using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Gguf.Templates;
using CollabLLM.Training.Dialogues;
using CollabLLM.Training.Policies;
using Microsoft.Extensions.AI;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Dialogues as documents of supervised fine-tuning: tokens of the assistant's replies count 1, what the template writes of users a share of that, system prompts nothing.
/// Thread-safe.
/// </summary>
public sealed class SupervisedEncoder
{
    private readonly DialogueEncoder _encoder;
    private readonly int _context;
    private readonly float _userWeight;

    /// <param name="policy">Its tokenizer, template and context are used.</param>
    /// <param name="userWeight">Of users' tokens, from 0 to 1. A little of it helps a model from nothing to learn to copy.</param>
    /// <exception cref="TrainingException">The policy has no tokenizer or no chat template, or the weight makes no sense.</exception>
    public SupervisedEncoder(Policy policy, double userWeight = 0)
    {
        if (policy.Tokenizer is not { } tokenizer) throw new TrainingException($"{policy.Name} brings no tokenizer (tokenizer.ggml.model), so it cannot learn from text.");
        if (policy.Template is not { } template) throw new TrainingException($"{policy.Name} brings no chat template (tokenizer.chat_template), so it cannot learn from conversations.");
        if (userWeight is not (>= 0 and <= 1)) throw new TrainingException($"The weight of users' tokens must be from 0 to 1, not {userWeight}.");
        (_encoder, _context, _userWeight) = (new(tokenizer, template), policy.Shape.TrainedContext, (float)userWeight);
    }

    /// <summary>Tokens that the model can read at once.</summary>
    public int Context => _context;

    /// <summary>One dialogue. It may be longer than <see cref="Context"/>.</summary>
    /// <param name="row">Its number in the data.</param>
    /// <param name="messages">The last is the assistant's.</param>
    /// <param name="lastOnly">Only the last reply counts, nothing of users either.</param>
    /// <exception cref="TrainingException">It cannot be learnt; the message says why.</exception>
    public TrainingDocument Encode(long row, IReadOnlyList<TranscriptMessage> messages, bool lastOnly = false)
    {
        ChatMessage[] chat = [.. messages.Select(m => new ChatMessage(new ChatRole(m.Role.Wire()), m.Content))];
        try
        {
            var encoded = _encoder.Encode(chat, lastOnly);
            var first = lastOnly || _userWeight == 0 ? encoded.Tokens.Length : _encoder.Count([.. chat.TakeWhile(m => m.Role == ChatRole.System)]);
            return new(row, encoded.Tokens, [.. encoded.Replies.Select((reply, i) => reply ? 1 : i >= first ? _userWeight : 0)]);
        }
        catch (TemplateException e)
        {
            throw new TrainingException(e.Message, e);
        }
    }

    /// <summary>A prompt and a reply to it, which alone counts. It may be longer than <see cref="Context"/>.</summary>
    /// <param name="row">Its number in the data.</param>
    /// <param name="prompt">Messages, or a text as the model's template writes it.</param>
    /// <param name="reply">What the assistant says, or, behind a text, what the template makes of it; the token that ends it is added where it is missing.</param>
    /// <exception cref="TrainingException">It cannot be learnt; the message says why.</exception>
    public TrainingDocument Encode(long row, ReplyPrompt prompt, string reply)
    {
        if (prompt.Messages is { } messages) return Encode(row, [.. messages, new(MessageRole.Assistant, reply)], lastOnly: true);
        try
        {
            var encoded = _encoder.Encode(prompt.Text!, reply);
            return new(row, encoded.Tokens, [.. encoded.Replies.Select(r => r ? 1f : 0)]);
        }
        catch (TemplateException e)
        {
            throw new TrainingException(e.Message, e);
        }
    }
}
