using System.Runtime.CompilerServices;
using CollabLLM.Gguf.Guides;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Tokenization;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf;

/// <summary>
/// Chat over a <see cref="GgufModel"/>. Thread-safe; requests run together. A conversation that ends with an assistant message is continued
/// from its text. Understands Temperature, TopK, TopP, Seed, StopSequences, MaxOutputTokens, Instructions, ResponseFormat (JSON, with or without a
/// schema, begins with a new reply), and in AdditionalProperties <c>min_p</c>, <c>repetition_penalty</c> and <c>adapter</c>. Text only: other content and tools are refused.
/// </summary>
public sealed class GgufChatClient : IChatClient
{
    private readonly GgufModel _model;
    private readonly string? _adapter;
    private readonly ChatClientMetadata _metadata;

    /// <param name="model">The model; stays the caller's.</param>
    /// <param name="adapter">The adapter for requests that name none.</param>
    public GgufChatClient(GgufModel model, string? adapter = null)
    {
        (_model, _adapter) = (model, adapter);
        _metadata = new("gguf", defaultModelId: model.Name);
    }

    /// <inheritdoc cref="GetStreamingResponseAsync"/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <summary>
    /// Generates a reply. The last update carries the reason, the usage (the end token counts as output) and the seed that gives the same
    /// text again. Cancelling ends it at the next step.
    /// </summary>
    /// <exception cref="PromptTooLongException">The conversation leaves no room for a reply.</exception>
    /// <exception cref="Templates.TemplateException">The model's chat template refuses the conversation.</exception>
    /// <exception cref="Format.GgufException">There is no adapter of that name.</exception>
    /// <exception cref="NotSupportedException">The model has no chat template, or the request has tools, something else than text, or a schema
    /// with a keyword that a reply cannot be held to.</exception>
    /// <exception cref="ArgumentException">The conversation is empty, or a setting makes no sense.</exception>
    /// <exception cref="ObjectDisposedException">The model was unloaded.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var decoder = new TokenDecoder(_model.Tokenizer);
        var request = new GenerationRequest
        {
            Prompt = PromptEncoder.Encode(_model, messages, options),
            MaxTokens = options?.MaxOutputTokens,
            Sampling = ChatOptionsReader.Sampling(options, _model.Sampling),
            StopStrings = [.. options?.StopSequences ?? []],
            Guide = options?.ResponseFormat is ChatResponseFormatJson { Schema: var schema } ? TokenGuide.Json(_model.Tokenizer, schema) : null,
            Adapter = ChatOptionsReader.Text(options, "adapter") ?? _adapter,
            IsEnd = _model.Tokenizer.Vocabulary.IsEndOfGeneration,
            Decode = decoder.Append,
            Flush = decoder.Flush,
        };
        var id = Guid.NewGuid().ToString("N");
        await foreach (var chunk in _model.Scheduler.GenerateAsync(request, cancellationToken))
        {
            var update = new ChatResponseUpdate(ChatRole.Assistant, chunk.Text) { ResponseId = id, MessageId = id, ModelId = _model.Name };
            if (chunk.End is { } end) Finish(update, end);
            yield return update;
        }
    }

    /// <summary>Gives <see cref="ChatClientMetadata"/>, the <see cref="GgufModel"/> and the client itself; null for all else.</summary>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType == typeof(GgufModel) ? _model
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <summary>Nothing: the model belongs to whoever loaded it.</summary>
    public void Dispose()
    {
    }

    private static void Finish(ChatResponseUpdate update, GenerationEnd end)
    {
        update.FinishReason = end.Reason == StopReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;
        update.Contents.Add(new UsageContent(new()
        {
            InputTokenCount = end.PromptTokens,
            OutputTokenCount = end.OutputTokens,
            TotalTokenCount = end.PromptTokens + end.OutputTokens,
            CachedInputTokenCount = end.CachedTokens,
        }));
        update.AdditionalProperties = new() { ["seed"] = end.Seed };
    }
}
