using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace CollabLLM.Web.Tests.Turns;

/// <summary>A model that says what the test says, when the test says it.</summary>
internal sealed class HandModel : IChatClient
{
    private readonly Channel<Speech> _calls = Channel.CreateUnbounded<Speech>();
    private int _count;

    public int Calls => _count;

    /// <summary>It does not listen when it is told to stop.</summary>
    public bool Deaf { get; set; }

    public async Task<Speech> NextCallAsync() =>
        await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TurnTests.Patience);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        var speech = new Speech([.. messages], options, cancellationToken);
        _calls.Writer.TryWrite(speech);
        await foreach (var update in speech.Updates.ReadAllAsync(Deaf ? CancellationToken.None : cancellationToken)) yield return update;
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
