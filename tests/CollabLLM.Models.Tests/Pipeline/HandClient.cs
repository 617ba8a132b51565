using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Tests.Pipeline;

/// <summary>A host that says what the test says, when the test says it.</summary>
internal sealed class HandClient : IChatClient
{
    private readonly Channel<ChatResponseUpdate> _updates = Channel.CreateUnbounded<ChatResponseUpdate>();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Calls { get; private set; }

    /// <summary>It does not look at its token.</summary>
    public bool Deaf { get; set; }

    /// <summary>What it throws instead of an <see cref="OperationCanceledException"/>.</summary>
    public Exception? OnCancel { get; set; }

    /// <summary>Ends when a stream of it has been disposed.</summary>
    public Task Left => _left.Task;

    public void Say(params string[] words)
    {
        foreach (var word in words) _updates.Writer.TryWrite(new ChatResponseUpdate(ChatRole.Assistant, word));
    }

    public void Count(int read, int written) =>
        _updates.Writer.TryWrite(new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = read, OutputTokenCount = written })]));

    public void End() => _updates.Writer.TryComplete();

    public void Fail(Exception exception) => _updates.Writer.TryComplete(exception);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Calls++;
        try
        {
            while (await MoreAsync(Deaf ? CancellationToken.None : cancellationToken))
            {
                while (_updates.Reader.TryRead(out var update)) yield return update;
            }
        }
        finally
        {
            _left.TrySetResult();
        }
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private async Task<bool> MoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _updates.Reader.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (OnCancel is not null)
        {
            throw OnCancel;
        }
    }
}
