using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Tests.Calls;

/// <summary>A model whose answers a test writes. Counts what it is asked.</summary>
internal sealed class HandModel(Func<IReadOnlyList<ChatMessage>, int, CancellationToken, Task<string>> answer) : IChatClient
{
    private int _asked;

    public HandModel(Func<IReadOnlyList<ChatMessage>, string> answer)
        : this((messages, _, _) => Task.FromResult(answer(messages)))
    {
    }

    public int Asked => _asked;

    public ConcurrentQueue<IReadOnlyList<ChatMessage>> Heard { get; } = new();

    public ConcurrentQueue<ChatOptions> Options { get; } = new();

    public UsageDetails? Usage { get; set; } = new() { InputTokenCount = 100, OutputTokenCount = 10 };

    public NamedModel Named(string name = "hand", int concurrency = 4, ModelPrice? price = null) => new(name, "hand-1", this, concurrency, price);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> list = [.. messages];
        Heard.Enqueue(list);
        if (options is not null) Options.Enqueue(options);
        var text = await answer(list, Interlocked.Increment(ref _asked), cancellationToken);
        return new(new ChatMessage(ChatRole.Assistant, text)) { Usage = Usage, FinishReason = ChatFinishReason.Stop };
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
