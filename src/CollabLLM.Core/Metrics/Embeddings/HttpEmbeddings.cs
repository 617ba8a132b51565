using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Metrics.Endpoints;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Metrics.Embeddings;

/// <summary>Embeddings of an OpenAI-compatible endpoint: <c>POST …/v1/embeddings {"model", "input"}</c>. Thread-safe.</summary>
/// <param name="endpoint">The whole address, such as <c>http://host:8080/v1/embeddings</c>.</param>
public sealed class HttpEmbeddings(JsonEndpoint endpoint, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <exception cref="CallFailedException">The endpoint gave no answer, or one that is none.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var body = new JsonObject { ["model"] = options?.ModelId ?? model, ["input"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) };
        var reply = await endpoint.PostAsync(body, cancellationToken);
        try
        {
            return [.. reply["data"]!.AsArray().OrderBy(d => (int)d!["index"]!).Select(d => new Embedding<float>(d!["embedding"]!.AsArray().Select(v => (float)v!).ToArray()))];
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new CallFailedException(new(FailureKind.Infrastructure, $"{endpoint.Address} answered without data[].embedding."), e);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // the client belongs to whoever made it
    }
}
