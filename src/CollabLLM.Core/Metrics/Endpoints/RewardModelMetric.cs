using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Core.Metrics.Endpoints;

/// <summary>
/// A reward model's score of a conversation: <c>POST {"messages": [{"role", "content"}]}</c>, answered by <c>{"score": number}</c> (the first logit of a
/// sequence classifier such as Skywork-Reward over the chat template). The system prompt is not sent, nor how users end a conversation. The scale is the model's own.
/// </summary>
/// <param name="signal">The termination signal.</param>
public sealed class RewardModelMetric(JsonEndpoint endpoint, string signal = SimulationOptions.UsualSignal) : IMetric
{
    public string Name => "rm_http";

    /// <summary>How it is registered.</summary>
    public static MetricEntry Entry(Func<JsonEndpoint> endpoint, string signal = SimulationOptions.UsualSignal) =>
        new("rm_http", "score of a reward model behind an address", "the model's own", () => new RewardModelMetric(endpoint(), signal));

    public void Check(MetricSubject subject) => subject.MessagesFor(Name);

    public async Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var reply = await endpoint.PostAsync(new JsonObject { ["messages"] = HttpMetric.Messages(TranscriptRenderer.WithoutSignal(subject.MessagesFor(Name), signal)) }, cancellationToken);
        return HttpMetric.Read(reply, endpoint.Address) with { Scale = "the model's own" };
    }
}
