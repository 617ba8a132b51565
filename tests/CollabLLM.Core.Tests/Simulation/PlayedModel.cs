using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Tests.Simulation;

/// <summary>A model that says what a test makes it say, and remembers what it was asked.</summary>
internal sealed class PlayedModel(Func<IReadOnlyList<ChatMessage>, ChatOptions, CancellationToken, Task<string>> says) : IChatClient
{
    private readonly Lock _gate = new();

    public PlayedModel(Func<IReadOnlyList<ChatMessage>, string> says) : this((messages, _, _) => Task.FromResult(says(messages)))
    {
    }

    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions Options)> Asked { get; } = [];

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> list = [.. messages];
        lock (_gate) Asked.Add((list, options!));
        return new(new ChatMessage(ChatRole.Assistant, await says(list, options!, cancellationToken)))
        {
            Usage = new() { InputTokenCount = 10, OutputTokenCount = 5 },
        };
    }

    public NamedModel Named(string name, int concurrency = 8) => new(name, name + "-weights", this, concurrency, null);

    /// <summary>Sends the history as lines below a heading, and takes the reply as it is.</summary>
    public static SpeakingPrompt PlainPrompt(CallRunner calls, string heading) => new(heading, async (request, cancellationToken) =>
    {
        var lines = request.History.Select(m => $"{m.Role.Wire()}: {m.Content}").Prepend(heading).Concat(request.Fields.Values);
        if (request.Reminder is not null) lines = lines.Append(request.Reminder);
        var text = string.Join('\n', lines);
        var reply = await calls.AskAsync(
            new()
            {
                Model = request.Model,
                Role = request.Role,
                Messages = PromptBuilder.BuildTranscript(request.SystemPrompt, [new TranscriptMessage(MessageRole.User, text)], null, 0, t => t.Length),
                Settings = request.Settings,
                Address = request.Address,
                Priority = request.Priority,
            },
            cancellationToken);
        return new(reply.Text, reply.Took);
    });

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
