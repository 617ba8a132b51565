using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Training.Dialogues;
using Microsoft.Extensions.AI;

namespace CollabLLM.Training.Rollouts;

/// <summary>
/// A policy that talks, whatever evaluates it. It draws from its own distribution, at temperature 1 and without any filter, so that the probabilities that it learns by are those
/// that it drew by. Thread-safe.
/// </summary>
internal sealed class PolicyChatClient(ContinuousBatchScheduler scheduler, Tokenizer tokenizer, DialogueEncoder encoder) : IChatClient
{
    private static readonly SamplingOptions Own = new DrawOptions().Sampling;

    public int[] Encode(IReadOnlyList<ChatMessage> messages) => encoder.Prompt(messages);

    /// <exception cref="PromptTooLongException">The prompt leaves no room for a reply.</exception>
    public async Task<DrawnReply> DrawAsync(IReadOnlyList<int> prompt, long seed, int mostTokens, CancellationToken cancellationToken)
    {
        List<int> tokens = [];
        var decoder = new TokenDecoder(tokenizer);
        var text = new System.Text.StringBuilder();
        GenerationEnd? end = null;
        var request = new GenerationRequest
        {
            Prompt = prompt,
            MaxTokens = mostTokens,
            Sampling = Own with { Seed = seed },
            IsEnd = token =>
            {
                // Asked once for every token that is drawn.
                tokens.Add(token);
                return tokenizer.Vocabulary.IsEndOfGeneration(token);
            },
            Decode = decoder.Append,
            Flush = decoder.Flush,
        };
        await foreach (var chunk in scheduler.GenerateAsync(request, cancellationToken))
        {
            text.Append(chunk.Text);
            end ??= chunk.End;
        }
        return new([.. tokens], text.ToString(), end!.Reason);
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = Encode([.. messages]);
        var seed = options?.Seed ?? throw new ArgumentException("Every draw has a seed of its own.", nameof(options));
        var reply = await DrawAsync(prompt, seed, options.MaxOutputTokens ?? int.MaxValue, cancellationToken);
        return new(new ChatMessage(ChatRole.Assistant, reply.Text))
        {
            FinishReason = reply.Reason == StopReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop,
            Usage = new() { InputTokenCount = prompt.Length, OutputTokenCount = reply.Tokens.Length, TotalTokenCount = prompt.Length + reply.Tokens.Length },
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Nothing: the scheduler belongs to whoever made it.</summary>
    public void Dispose()
    {
    }
}
