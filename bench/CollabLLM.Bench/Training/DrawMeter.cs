using System.Diagnostics;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;

namespace CollabLLM.Bench.Training;

/// <summary>Tokens a second that a policy draws.</summary>
internal static class DrawMeter
{
    private const int PromptTokens = 16;

    /// <summary>Keys and values kept, several replies in a batch.</summary>
    public static async Task<double> CachedAsync(Policy policy, int batch, int tokens)
    {
        using var scheduler = new ContinuousBatchScheduler(new PolicyEngine(policy, batch, PromptTokens + tokens + 1), new() { Seed = 1, PrefillSlice = 1024 }, NullLogger.Instance);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, batch).Select(async i =>
        {
            var request = new GenerationRequest
            {
                Prompt = Prompt(policy, i),
                MaxTokens = tokens,
                Sampling = SamplingOptions.Greedy,
                IsEnd = static _ => false,
                Decode = static _ => "",
            };
            await foreach (var chunk in scheduler.GenerateAsync(request)) GC.KeepAlive(chunk);
        }));
        return batch * tokens / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Everything read again for every token.</summary>
    public static double Uncached(Policy policy, int tokens)
    {
        List<int> text = [.. Prompt(policy, 0)];
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < tokens; i++)
        {
            using var scope = NewDisposeScope();
            using var none = no_grad();
            text.Add((int)policy.Begin(TokenBatch.Of([[.. text]])).Logits([text.Count - 1]).argmax().to(ScalarType.Int64).item<long>());
        }
        return tokens / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static int[] Prompt(Policy policy, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, PromptTokens).Select(_ => random.Next(policy.Shape.Vocabulary))];
    }
}
