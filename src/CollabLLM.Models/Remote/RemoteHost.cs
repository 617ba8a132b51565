using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace CollabLLM.Models.Remote;

/// <summary>
/// A model behind an OpenAI-compatible server, through Semantic Kernel's OpenAI connector. Retries belong to the HTTP client here; the
/// SDK's own retries and time-outs are off, because they would multiply with ours and cut long answers.
/// </summary>
internal static class RemoteHost
{
    /// <summary>These servers refuse a request that has the old name of the output limit beside the new one; others know only the old.</summary>
    private static readonly string[] NewNamesOnly = [".openai.com", ".azure.com"];

    public static ModelHost Create(ModelOptions options, TimeProvider time)
    {
        var endpoint = new Uri(options.Endpoint!);
        var http = new HttpClient(Handlers(options, time)) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new OpenAIClient(new ApiKeyCredential(options.ApiKey is { Length: > 0 } key ? key : "none"), new OpenAIClientOptions
        {
            Endpoint = endpoint,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        var provider = new ServiceCollection()
            .AddOpenAIChatClient(options.Model!, client, openTelemetryConfig: telemetry => telemetry.EnableSensitiveData = false)
            .BuildServiceProvider();
        var oldNames = !NewNamesOnly.Any(n => endpoint.Host.EndsWith(n, StringComparison.OrdinalIgnoreCase));
        return new ModelHost(
            new RemoteChatClient(provider.GetRequiredService<IChatClient>(), options.Prefill, oldNames),
            $"{endpoint.Authority}/{options.Model}",
            options.Prefill,
            options.ContextSize,
            ModelHost.EstimateTokens,
            new Owned(provider, http))
        { StructuredOutput = options.StructuredOutput };
    }

    private static AnswerGuardHandler Handlers(ModelOptions options, TimeProvider time)
    {
        HttpMessageHandler inner = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // Neither the key nor the chat goes to an address that nobody configured.
            AllowAutoRedirect = false,
        };
        if (options.ApiKeyHeader is { Length: > 0 } || options.ApiVersion is { Length: > 0 })
        {
            inner = new AzureStyleHandler(options.ApiKeyHeader, options.ApiKey, options.ApiVersion, inner);
        }
        return new AnswerGuardHandler(RemoteRetry.Around(inner, options.Retries, time));
    }

    private sealed class Owned(ServiceProvider provider, HttpClient http) : IDisposable
    {
        public void Dispose()
        {
            provider.Dispose();
            http.Dispose();
        }
    }
}
