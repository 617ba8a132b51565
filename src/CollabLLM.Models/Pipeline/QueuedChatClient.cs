using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Pipeline;

/// <summary>
/// Waits for the model to be loaded, then for a slot, saying where in the queue the call stands, and gives the slot back whatever
/// happens.
/// </summary>
/// <param name="loaded">Ends when the model is loaded; throws when it failed, so that nobody queues for it.</param>
internal sealed class QueuedChatClient(IChatClient inner, FairQueue queue, Func<CancellationToken, Task> loaded) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken)
            .Where(u => QueuePosition.Of(u) is null).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await loaded(cancellationToken);
        using var seat = queue.Enter(Person(options));
        var waited = false;
        while (await seat.MovedAsync(cancellationToken) is { } position)
        {
            waited = true;
            yield return position.ToUpdate();
        }
        if (waited) yield return QueuePosition.Served.ToUpdate();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken)) yield return update;
    }

    private static string Person(ChatOptions? options) =>
        options?.AdditionalProperties?.GetValueOrDefault(QueuePosition.PersonKey)?.ToString() ?? "";
}
