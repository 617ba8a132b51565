using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Models.Pipeline;

/// <summary>One line a call: model, messages, tokens, time, ending. Never what was said.</summary>
internal sealed partial class CallLogChatClient(IChatClient inner, string model, TimeProvider time, ILogger<CallLogChatClient> logger)
    : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken)
            .Where(u => QueuePosition.Of(u) is null).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyCollection<ChatMessage> list = [.. messages];
        var began = time.GetTimestamp();
        UsageDetails? usage = null;
        var ended = "ended early";
        await using var updates = base.GetStreamingResponseAsync(list, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync()) break;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    ended = e is ModelException known ? known.Failure.ToString() : e.GetType().Name;
                    throw;
                }
                usage = updates.Current.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
                yield return updates.Current;
            }
            ended = "completed";
        }
        finally
        {
            var elapsed = (long)time.GetElapsedTime(began).TotalMilliseconds;
            Called(logger, model, list.Count, usage?.InputTokenCount, usage?.OutputTokenCount, elapsed, ended);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Model}: {Messages} messages, {In} tokens in, {Out} out, {Elapsed} ms, {Ended}.")]
    private static partial void Called(ILogger logger, string model, int messages, long? @in, long? @out, long elapsed, string ended);
}
