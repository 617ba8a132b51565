using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace CollabLLM.Bench.Simulation;

/// <summary>An endpoint that answers each call after the time that the script gives it. It is told by the seed of the draw which call it is.</summary>
/// <param name="scale">So many times faster than the script.</param>
internal sealed class SlowModel(LatencyScript script, IReadOnlyDictionary<long, (int Conversation, int Message)> calls, double scale) : IChatClient
{
    private readonly ConcurrentDictionary<long, bool> _sent = new();
    private int _secondTries;

    public int SecondTries => _secondTries;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (conversation, message) = calls[options!.Seed!.Value];
        var first = _sent.TryAdd(options.Seed.Value, true);
        if (!first) Interlocked.Increment(ref _secondTries);
        var seconds = first ? script[conversation, message] : script.Again(conversation, message);
        await Task.Delay(TimeSpan.FromSeconds(seconds / scale), TimeProvider.System, cancellationToken);
        return new(new ChatMessage(ChatRole.Assistant, string.Create(CultureInfo.InvariantCulture, $"message {message} of {conversation}")))
        {
            Usage = new() { InputTokenCount = 10, OutputTokenCount = 5 },
        };
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
