using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace CollabLLM.Web.Tests.Turns;

/// <summary>One call of a <see cref="HandModel"/>.</summary>
internal sealed class Speech(IReadOnlyList<ChatMessage> prompt, ChatOptions? options, CancellationToken token)
{
    private readonly Channel<ChatResponseUpdate> _updates = Channel.CreateUnbounded<ChatResponseUpdate>();

    public IReadOnlyList<ChatMessage> Prompt => prompt;

    public ChatOptions? Options => options;

    public CancellationToken Token => token;

    public ChannelReader<ChatResponseUpdate> Updates => _updates.Reader;

    public Speech Say(string text) => Send(new ChatResponseUpdate(ChatRole.Assistant, text));

    public Speech Send(ChatResponseUpdate update)
    {
        _updates.Writer.TryWrite(update);
        return this;
    }

    public void End(ChatFinishReason? finish = null, int inputTokens = 7, int outputTokens = 3)
    {
        var usage = new UsageDetails { InputTokenCount = inputTokens, OutputTokenCount = outputTokens, CachedInputTokenCount = 2 };
        Send(new ChatResponseUpdate { Contents = [new UsageContent(usage)], FinishReason = finish ?? ChatFinishReason.Stop });
        _updates.Writer.Complete();
    }

    public void Fail(Exception exception) => _updates.Writer.Complete(exception);
}
