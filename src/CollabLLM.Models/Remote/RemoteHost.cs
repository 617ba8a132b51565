using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using OpenAI;
using Polly;

namespace CollabLLM.Models.Remote;

/// <summary>
/// A model behind an OpenAI-compatible server, through Semantic Kernel's OpenAI connector. Retries belong to the HTTP client here and end
/// with the response's headers, so that nothing is asked twice once a word has come; the SDK's own retries and time-outs are off, because
/// they would multiply with ours.
/// </summary>
internal static class RemoteHost
{
    public static ModelHost Create(ModelOptions options)
    {
        var services = new ServiceCollection();
        var http = new HttpClient(Handlers(options)) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new OpenAIClient(new ApiKeyCredential(options.ApiKey is { Length: > 0 } key ? key : "none"), new OpenAIClientOptions
        {
            Endpoint = new Uri(options.Endpoint!),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        services.AddOpenAIChatClient(options.Model!, client);
        var provider = services.BuildServiceProvider();
        return new ModelHost(
            new RemoteChatClient(provider.GetRequiredService<IChatClient>(), options.Prefill),
            $"{new Uri(options.Endpoint!).Authority}/{options.Model}",
            options.Prefill,
            options.ContextSize,
            ModelHost.EstimateTokens,
            new Owned(provider, http));
    }

    private static HttpMessageHandler Handlers(ModelOptions options)
    {
        HttpMessageHandler inner = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        if (options.ApiKeyHeader is { Length: > 0 } || options.ApiVersion is { Length: > 0 })
        {
            inner = new AzureStyleHandler(options.ApiKeyHeader, options.ApiKey, options.ApiVersion, inner);
        }
        if (options.Retries == 0) return inner;
        var retry = new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = TimeSpan.FromSeconds(20),
            ShouldRetryAfterHeader = true,
        };
        return new ResilienceHandler(new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(retry).Build()) { InnerHandler = inner };
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
