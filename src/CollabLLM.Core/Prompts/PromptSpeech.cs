using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Prompts;

/// <summary>Prompts that say what one side says next, for the simulation.</summary>
public static class PromptSpeech
{
    /// <summary>The field that is said.</summary>
    private const string Said = "response";

    /// <summary>The tokens of the reply where the settings do not say.</summary>
    private const int UsualReply = 1024;

    /// <param name="prompt">Has <c>chat_history</c> among its inputs and <c>response</c> among its outputs.</param>
    public static SpeakingPrompt Of(PromptCaller caller, Prompt prompt) =>
        new(prompt.Stamp.ToString(), (request, cancellationToken) => AskAsync(caller, prompt, request, cancellationToken));

    /// <summary>The same for a prompt whose reply is prose: the whole of it is said.</summary>
    /// <param name="prompt">Has <c>chat_history</c> among its inputs and no outputs.</param>
    public static SpeakingPrompt Plain(CallRunner calls, Prompt prompt) => new(prompt.Stamp.ToString(), async (request, cancellationToken) =>
    {
        var rendered = prompt.Render(Fitting(prompt, request));
        TranscriptMessage message = new(MessageRole.User, request.Reminder is null ? rendered : $"{rendered}\n\n{request.Reminder}");
        var reply = await calls.AskAsync(
            new()
            {
                Model = request.Model,
                Role = request.Role,
                Messages = PromptBuilder.BuildTranscript(request.SystemPrompt, [message], null, 0, request.Model.CountTokens),
                Settings = request.Settings,
                Address = request.Address,
                Priority = request.Priority,
            },
            cancellationToken);
        return new(reply.Text, reply.Took);
    });

    private static async Task<SpokenReply> AskAsync(PromptCaller caller, Prompt prompt, SpeakingRequest request, CancellationToken cancellationToken)
    {
        var answer = await caller.AskAsync(
            new()
            {
                Prompt = prompt,
                Arguments = Fitting(prompt, request),
                Model = request.Model,
                Role = request.Role,
                Settings = request.Settings,
                Address = request.Address,
                Seed = request.Settings.Seed ?? 0,
                Priority = request.Priority,
                SystemPrompt = request.SystemPrompt,
                Reminder = request.Reminder,
            },
            cancellationToken);
        // Who has nothing to say has not failed to say it in the right form.
        return new(answer.Value?.Text(Said) ?? "", answer.Usage, answer.Silent ? null : answer.Failure);
    }

    /// <summary>With as much of the history as the model can take in, the oldest messages left out first and the last one never.</summary>
    private static Dictionary<string, string?> Fitting(Prompt prompt, SpeakingRequest request)
    {
        var arguments = request.Fields.ToDictionary(f => f.Key, string? (f) => f.Value, StringComparer.Ordinal);
        arguments.TryAdd("max_new_tokens", FormattableString.Invariant($"{request.Settings.MaxOutputTokens ?? UsualReply}"));
        for (var first = 0; ; first++)
        {
            arguments["chat_history"] = TranscriptRenderer.Render(request.History.Skip(first));
            if (request.Model.ContextTokens is not { } context || first >= request.History.Count - 1) return arguments;
            var room = context - (request.Settings.MaxOutputTokens ?? UsualReply) - PromptBuilder.TokensPerMessage;
            if (request.SystemPrompt is { } system) room -= request.Model.CountTokens(system) + PromptBuilder.TokensPerMessage;
            if (request.Model.CountTokens(prompt.Render(arguments)) <= room) return arguments;
        }
    }
}
