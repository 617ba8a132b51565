using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Metrics.Endpoints;

/// <summary>
/// A metric behind an address, in any language. It gets
/// <c>{"metric", "messages": [{"role", "content"}], "single_turn_prompt", "single_turn_completion", "single_turn_metadata", "completion"}</c> and answers
/// <c>{"score": number, "note"?: text, "parts"?: {name: number}}</c>, or <c>{"failure": text}</c> when there is no score. Anything else, and no
/// answer at all, is a failure of the infrastructure.
/// </summary>
public sealed class HttpMetric(string name, JsonEndpoint endpoint, string scale = "its own") : IMetric
{
    public string Name => name;

    /// <summary>How it is registered.</summary>
    public static MetricEntry Entry(string name, JsonEndpoint endpoint) => new(name, $"plug-in at {endpoint.Address}", "its own", () => new HttpMetric(name, endpoint));

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var reply = await endpoint.PostAsync(
            new JsonObject
            {
                ["metric"] = name,
                ["messages"] = Messages(subject.Messages),
                ["single_turn_prompt"] = subject.Goal.Prompt,
                ["single_turn_completion"] = subject.Goal.Completion,
                ["single_turn_metadata"] = subject.Goal.Metadata.DeepClone(),
                ["completion"] = subject.Completion,
            },
            cancellationToken);
        return Read(reply, endpoint.Address) with { Scale = scale };
    }

    internal static JsonArray Messages(IEnumerable<TranscriptMessage> messages) =>
        [.. messages.Select(m => (JsonNode)new JsonObject { ["role"] = m.Role.Wire(), ["content"] = m.Content })];

    internal static MetricScore Read(JsonObject reply, string address)
    {
        if (reply["failure"] is JsonValue failure && failure.GetValueKind() == JsonValueKind.String) return MetricScore.Failed(FailureKind.Model, failure.GetValue<string>());
        if (Number(reply["score"]) is not { } score) return MetricScore.Failed(FailureKind.Infrastructure, $"{address} answered without a number as score.");
        var parts = new Dictionary<string, double>();
        foreach (var (part, value) in reply["parts"] as JsonObject ?? []) if (Number(value) is { } number) parts[part] = number;
        return MetricScore.Of(score) with { Parts = parts, Note = reply["note"] is JsonValue note && note.GetValueKind() == JsonValueKind.String ? note.GetValue<string>() : null };
    }

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number : null;
}
