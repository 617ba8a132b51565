using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace CollabLLM.Bench.Turns;

/// <summary>
/// A host that costs next to nothing: each token is the time at which it was said. Unpaced it says them as fast as they are taken;
/// paced, one with every beat.
/// </summary>
internal sealed class TalkingModel(int tokens, Metronome? metronome = null) : IChatClient
{
    /// <summary>Characters of a token: a time in hexadecimal and a space.</summary>
    public const int TokenLength = 17;

    public static TimeSpan Age(ReadOnlySpan<char> token) =>
        Stopwatch.GetElapsedTime(long.Parse(token[..(TokenLength - 1)], NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < tokens; i++)
        {
            if (metronome is not null) await metronome.NextAsync(cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, Stopwatch.GetTimestamp().ToString("x16", CultureInfo.InvariantCulture) + " ");
        }
        var usage = new UsageDetails { InputTokenCount = 1, OutputTokenCount = tokens };
        yield return new ChatResponseUpdate { Contents = [new UsageContent(usage)], FinishReason = ChatFinishReason.Stop };
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
