using System.Net;
using System.Text.Json.Nodes;

namespace CollabLLM.Core.Tests.Metrics.Endpoints;

/// <summary>Answers in turn; the last answer again and again.</summary>
internal sealed class PlayedServer(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    public List<JsonNode> Bodies { get; } = [];

    /// <summary>The Authorization headers of the requests.</summary>
    public List<string?> Keys { get; } = [];

    public static Func<HttpResponseMessage> Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        () => new HttpResponseMessage(status) { Content = new StringContent(body) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Keys.Add(request.Headers.Authorization?.ToString());
        Bodies.Add(JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!);
        return answers[Math.Min(Bodies.Count, answers.Length) - 1]();
    }
}
