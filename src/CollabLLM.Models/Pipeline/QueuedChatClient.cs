using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Pipeline;

/// <summary>Waits for a slot, saying where in the queue the call stands, and gives the slot back whatever happens.</summary>
internal sealed class QueuedChatClient(IChatClient inner, FairQueue queue) : DelegatingChatClient(inner)
{
    /// <summary>The key in <c>ChatOptions.AdditionalProperties</c> that says whose call it is.</summary>
    public const string PersonKey = "collab.person";

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var seat = queue.Enter(Person(options));
        while (await seat.MovedAsync(cancellationToken) is not null)
        {
        }
        return await base.GetResponseAsync(messages, options, cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var seat = queue.Enter(Person(options));
        while (await seat.MovedAsync(cancellationToken) is { } position) yield return position.ToUpdate();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken)) yield return update;
    }

    private static string Person(ChatOptions? options) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(PersonKey, out var person) ? person?.ToString() ?? "" : "";
}
