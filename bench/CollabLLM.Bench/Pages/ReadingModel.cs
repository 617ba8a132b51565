using System.Runtime.CompilerServices;
using CollabLLM.Bench.Turns;
using Microsoft.Extensions.AI;

namespace CollabLLM.Bench.Pages;

/// <summary>Reads a text aloud, five characters with every beat: 50 tokens a second of a usual length.</summary>
internal sealed class ReadingModel(Metronome metronome) : IChatClient
{
    private const int TokenLength = 5;

    public string Text { get; set; } = "";

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var text = Text;
        for (var at = 0; at < text.Length; at += TokenLength)
        {
            await metronome.NextAsync(cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, text[at..Math.Min(text.Length, at + TokenLength)]);
        }
        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
