using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace CollabLLM.Models.Remote;

/// <summary>Attempts that are repeated. They end with the response's headers, so nothing is asked twice once a word has come.</summary>
internal static class RemoteRetry
{
    /// <summary>Somebody waits before the page: a server that asks for more than this is busy.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    public static HttpMessageHandler Around(HttpMessageHandler inner, int retries, TimeProvider time)
    {
        if (retries == 0) return inner;
        var options = new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = LongestPause,
            ShouldRetryAfterHeader = true,
            ShouldHandle = attempt => ValueTask.FromResult(
                HttpClientResiliencePredicates.IsTransient(attempt.Outcome) && !(Pause(attempt.Outcome.Result, time) > LongestPause)),
        };
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }.AddRetry(options).Build();
        return new ResilienceHandler(pipeline) { InnerHandler = inner };
    }

    private static TimeSpan? Pause(HttpResponseMessage? response, TimeProvider time) => response?.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
