using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace CollabLLM.Bench.Turns;

/// <summary>
/// A host that costs next to nothing and says words of one length. Unpaced it says them as fast as they are taken; paced, one with
/// every beat, and it remembers when.
/// </summary>
internal sealed class TalkingModel(int tokens, Metronome? metronome = null) : IChatClient
{
    public const int TokenLength = 5;

    private static readonly string[] Words = ["tree ", "leaf ", "root ", "seed ", "bark ", "wood ", "twig ", "sap, ", "stem ", "bud. "];
    private readonly ConcurrentDictionary<string, long[]> _times = new();

    /// <summary>How long ago a token was said to a person, by its place in their only reply.</summary>
    public TimeSpan Age(Guid person, int token) => Stopwatch.GetElapsedTime(_times[person.ToString()][token]);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var times = metronome is null ? null : _times[(string)options!.AdditionalProperties!["collab.person"]!] = new long[tokens];
        for (var i = 0; i < tokens; i++)
        {
            if (metronome is not null) await metronome.NextAsync(cancellationToken);
            if (times is not null) times[i] = Stopwatch.GetTimestamp();
            yield return new ChatResponseUpdate(ChatRole.Assistant, Words[i * 7 % 10]);
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
