using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Metrics.Endpoints;

/// <summary>
/// An address that takes a JSON object and answers with one. Tried again after 408, 429, 5xx, a time-out of the client or a broken connection.
/// Thread-safe; the client belongs to the caller.
/// </summary>
/// <param name="key">Goes out as a bearer token and nowhere else; null for none.</param>
public sealed class JsonEndpoint(HttpClient client, Uri address, TimeProvider time, RetryPolicy? retry = null, string? key = null)
{
    private readonly RetryPolicy _retry = retry ?? RetryPolicy.Default;

    /// <summary>As it stands in sentences: without user and query, which may hold secrets.</summary>
    public string Address { get; } = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <exception cref="CallFailedException">No answer after all attempts, or one that is no JSON object; it holds the first cause.</exception>
    /// <exception cref="OperationCanceledException">The caller's token, and nothing else.</exception>
    public async Task<JsonObject> PostAsync(JsonObject body, CancellationToken cancellationToken)
    {
        string? first = null;
        for (var attempt = 1; ; attempt++)
        {
            var (reply, problem, final) = await TryAsync(body, cancellationToken);
            if (reply is not null) return reply;
            first ??= problem;
            if (final || attempt >= _retry.Attempts)
            {
                throw new CallFailedException(new(FailureKind.Infrastructure, $"{Address} gave no answer ({first}){(attempt > 1 ? $" in {attempt} attempts" : "")}."));
            }
            await Task.Delay(_retry.Pause(attempt, 0.5), time, cancellationToken);
        }
    }

    private async Task<(JsonObject? Reply, string? Problem, bool Final)> TryAsync(JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
            if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await client.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode) return (null, $"it answered {(int)response.StatusCode}", !IsPassing(response.StatusCode));
            var json = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
            return json is JsonObject reply ? (reply, null, true) : (null, "its answer is no JSON object", true);
        }
        catch (JsonException)
        {
            return (null, "its answer is no JSON", true);
        }
        catch (HttpRequestException e)
        {
            return (null, e.Message.TrimEnd('.'), false);
        }
        catch (IOException e)
        {
            return (null, e.Message.TrimEnd('.'), false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "it took too long", false);
        }
    }

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
