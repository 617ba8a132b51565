using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AiMessage = Microsoft.Extensions.AI.ChatMessage;

namespace CollabLLM.Models.Remote;

/// <summary>
/// Sends what the protocol does not know but servers do (top_k, min_p, repetition_penalty, max_tokens, continuing a text), and turns whatever goes
/// wrong on the way into one sentence.
/// </summary>
internal sealed class RemoteChatClient(IChatClient inner, bool prefill, bool oldNames) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AiMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AiMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        var updates = base.GetStreamingResponseAsync(list, WithExtras(list, options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        var begun = false;
        var finished = false;
        await using (updates)
        {
            while (true)
            {
                bool more;
                try
                {
                    more = await updates.MoveNextAsync();
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested && RemoteFailures.Of(e, begun) is { } failure)
                {
                    throw failure;
                }
                if (!more) break;
                begun |= updates.Current.Text.Length > 0;
                finished |= updates.Current.FinishReason is not null;
                yield return updates.Current;
            }
        }
        // A server that hangs up politely in the middle looks like an end.
        if (!finished) throw RemoteFailures.BrokenOff(begun);
    }

    private ChatOptions WithExtras(List<AiMessage> messages, ChatOptions? options)
    {
        var continues = prefill && messages is [.., { } last] && last.Role == ChatRole.Assistant;
        var copy = options?.Clone() ?? new ChatOptions();
        var (topK, minP, penalty) = (copy.TopK, Number(copy, "min_p"), Number(copy, "repetition_penalty"));
        copy.TopK = null;
        copy.AdditionalProperties = null;
        copy.RawRepresentationFactory = _ =>
        {
            var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // the SDK's only way to send a field it does not know; still marked experimental in 2.14
            if (topK is { } k) raw.Patch.Set("$.top_k"u8, k);
            if (minP is { } p) raw.Patch.Set("$.min_p"u8, p);
            if (penalty is { } r) raw.Patch.Set("$.repetition_penalty"u8, r);
            if (oldNames && copy.MaxOutputTokens is { } most) raw.Patch.Set("$.max_tokens"u8, most);
            if (continues)
            {
                raw.Patch.Set("$.continue_final_message"u8, true);
                raw.Patch.Set("$.add_generation_prompt"u8, false);
            }
#pragma warning restore SCME0001
            return raw;
        };
        return copy;
    }

    private static double? Number(ChatOptions options, string key) =>
        options.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value) && value is IConvertible number
            ? number.ToDouble(System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
