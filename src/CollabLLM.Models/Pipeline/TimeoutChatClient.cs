using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Pipeline;

/// <summary>
/// Ends a call whose model is silent for too long, or which takes too long in all. The clock of silence stands still while the
/// consumer is busy with an update.
/// </summary>
internal sealed class TimeoutChatClient(IChatClient inner, TimeSpan idle, TimeSpan total, TimeProvider time) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var all = new CancellationTokenSource(total, time);
#pragma warning disable CA2000, CA2025 // a host that does not look at its token may use it after this call has ended
        var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token, all.Token);
#pragma warning restore CA2000, CA2025
        var updates = base.GetStreamingResponseAsync(messages, options, either.Token).GetAsyncEnumerator(either.Token);
        var first = true;
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                silence.CancelAfter(idle);
                next = updates.MoveNextAsync().AsTask();
                bool more;
                try
                {
                    // A host that does not look at its token must not hold the caller.
                    more = await next.WaitAsync(either.Token);
                }
                // A host that looks at it may answer the cancellation with any exception.
                catch (Exception e) when (!cancellationToken.IsCancellationRequested && either.IsCancellationRequested)
                {
                    throw new ModelException(ModelFailure.TimedOut, Sentence(first, silence.IsCancellationRequested), e);
                }
                silence.CancelAfter(Timeout.InfiniteTimeSpan);
                if (!more) yield break;
                first &= updates.Current.Text.Length == 0;
                yield return updates.Current;
            }
        }
        finally
        {
            if (next is null or { IsCompleted: true })
            {
                await updates.DisposeAsync();
                either.Dispose();
            }
            else
            {
#pragma warning disable CA2025 // it disposes them itself
                _ = LeaveAsync(updates, next, either);
#pragma warning restore CA2025
            }
        }
    }

    private string Sentence(bool first, bool silent) =>
        !silent ? $"No complete answer from the model. It wrote for longer than {Words(total)}."
        : first ? $"No answer from the model. It did not start within {Words(idle)}."
        : $"The model stopped in the middle and said nothing for {Words(idle)}.";

    private static string Words(TimeSpan span) => span.TotalMinutes >= 2 ? $"{span.TotalMinutes:0.#} minutes" : $"{span.TotalSeconds:0.#} s";

    /// <summary>Disposes the stream once its last step has come back; its failure was reported already.</summary>
    private static async Task LeaveAsync(IAsyncEnumerator<ChatResponseUpdate> updates, Task<bool> last, CancellationTokenSource token)
    {
        await ((Task)last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await updates.DisposeAsync();
        token.Dispose();
    }
}
