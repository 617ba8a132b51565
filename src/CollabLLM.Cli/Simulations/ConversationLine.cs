using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Simulations;

/// <summary>A conversation as a line of <c>conversations.jsonl</c>. The same calls make the same bytes.</summary>
internal static class ConversationLine
{
    /// <summary>Text stays readable: nobody embeds it in a page.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static JsonObject Of(SimulatedConversation conversation, int sample, SimulationPlan plan) => new()
    {
        ["id"] = conversation.Request.Goal.Id,
        ["sample"] = sample,
        ["single_turn_prompt"] = conversation.Request.Goal.Prompt,
        ["single_turn_completion"] = conversation.Request.Goal.Completion,
        ["single_turn_metadata"] = conversation.Request.Goal.Metadata.DeepClone(),
        ["messages"] = TranscriptJson.Of(conversation.Messages),
        ["stop"] = Word(conversation.Stop),
        ["failure"] = Failure(conversation.Failure),
        ["findings"] = Findings(conversation),
        ["reasks"] = conversation.Reasks,
        ["mode"] = new JsonObject { ["proactive"] = conversation.Request.Mode.Proactive, ["system_prompt"] = conversation.Request.Mode.SystemPrompt },
        ["user_notes"] = new JsonArray([.. conversation.UserNotes.Select(n => (JsonNode)new JsonObject { ["message"] = n.Message, ["note"] = n.Entry.DeepClone() })]),
        ["seed"] = conversation.Request.Seed,
        ["address"] = conversation.Request.Address,
        ["assistant"] = Model(plan.Simulator.Assistant.Model),
        ["user"] = new JsonObject { ["simulator"] = plan.Simulator.User.Name, ["version"] = plan.Simulator.User.Version, ["model"] = plan.UserModel is { } model ? Model(model) : null },
        ["prompts"] = new JsonArray([.. plan.Prompts.Select(p => (JsonNode)p)]),
        ["usage"] = Usage(conversation.Usage),
    };

    public static JsonObject? Failure(Failure? failure) => failure is null ? null : new() { ["kind"] = Word(failure.Kind), ["reason"] = failure.Reason };

    public static JsonArray Findings(SimulatedConversation conversation) =>
        [.. conversation.Findings.Select(f => (JsonNode)new JsonObject { ["kind"] = Word(f.Kind), ["message"] = f.Message, ["score"] = f.Score })];

    public static JsonObject Usage(CallUsage usage) => new()
    {
        ["calls"] = usage.Calls,
        ["input_tokens"] = usage.InputTokens,
        ["output_tokens"] = usage.OutputTokens,
        ["cost"] = usage.Cost,
    };

    /// <summary>As words are written in files: <c>goal_leak</c>.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static JsonObject Model(Core.NamedModel model) => new() { ["name"] = model.Name, ["fingerprint"] = model.Fingerprint };
}
