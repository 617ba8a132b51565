using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.JsonLines;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Metrics;

namespace CollabLLM.Cli.Metrics;

/// <summary>
/// A line that can be scored: a pair of <c>reference</c> and <c>hypothesis</c>, or a conversation of <c>messages</c> with its goal
/// (<c>single_turn_prompt</c> or <c>goal</c>), reference (<c>single_turn_completion</c> or <c>reference</c>), metadata
/// (<c>single_turn_metadata</c> or <c>metadata</c>) and, where it was taken out before, what was made (<c>completion</c> or <c>hypothesis</c>).
/// </summary>
internal static class SubjectLine
{
    public static MetricSubject Read(JsonElement line)
    {
        var messages = line.Optional("messages") is null ? [] : Messages(line.List("messages"), "messages");
        var reference = Either(line, "single_turn_completion", "reference");
        var made = Either(line, "hypothesis", "completion");
        if (messages is [] && made is null) throw new JsonLineException("hypothesis is missing, and there are no messages.");
        if (messages is [] && reference is null) throw new JsonLineException("reference is missing.");
        return new()
        {
            Goal = new("", Either(line, "single_turn_prompt", "goal") ?? "", reference ?? "") { Metadata = Metadata(line) },
            Messages = messages,
            Completion = made,
        };
    }

    private static string? Either(JsonElement line, string one, string other) =>
        line.Optional(one) is not null ? line.Text(one) : line.Optional(other) is not null ? line.Text(other) : null;

    private static JsonObject Metadata(JsonElement line)
    {
        var field = line.Optional("single_turn_metadata") is not null ? "single_turn_metadata" : "metadata";
        if (line.Optional(field) is not { } value) return [];
        return value.ValueKind == JsonValueKind.Object ? JsonObject.Create(value.Clone())! : throw new JsonLineException($"{field} must be an object.");
    }

    /// <summary>Without system prompts, as metrics see a conversation.</summary>
    /// <param name="field">Where the list stands.</param>
    /// <exception cref="JsonLineException">It is no list of messages; the sentence names the field.</exception>
    public static List<TranscriptMessage> Messages(JsonElement list, string field)
    {
        var messages = new List<TranscriptMessage>();
        var at = 0;
        foreach (var message in list.EnumerateArray())
        {
            var where = $"{field}[{at++}]";
            if (message.ValueKind != JsonValueKind.Object) throw new JsonLineException($"{where} must be an object of role and content.");
            var role = Field(message, where, "role");
            var known = MessageRoles.Parse(role) ?? throw new JsonLineException($"{where}.role is {role}, not system, user or assistant.");
            var content = Field(message, where, "content");
            if (known != MessageRole.System) messages.Add(new(known, content));
        }
        return messages.Count > 0 ? messages : throw new JsonLineException($"{field} holds no message of a user or an assistant.");
    }

    private static string Field(JsonElement message, string where, string field)
    {
        try
        {
            return message.Text(field);
        }
        catch (JsonLineException e)
        {
            throw new JsonLineException($"{where}.{e.Message}");
        }
    }
}
