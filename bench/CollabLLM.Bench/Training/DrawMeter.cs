using System.Diagnostics;
using CollabLLM.Bench.Decoding;
using CollabLLM.Gguf;
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
                Prompt = Prompt(policy.Shape.Vocabulary, i),
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
    public static double Uncached(Policy policy, int batch, int tokens)
    {
        List<List<int>> texts = [.. Enumerable.Range(0, batch).Select(i => Prompt(policy.Shape.Vocabulary, i).ToList())];
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < tokens; i++)
        {
            using var scope = NewDisposeScope();
            using var none = no_grad();
            var length = texts[0].Count;
            var drawn = policy.Begin(TokenBatch.Of(texts.Select(t => t.ToArray()))).Logits([.. texts.Select((_, row) => ((long)(row + 1) * length) - 1)]).argmax(1).to(ScalarType.Int64).data<long>().ToArray();
            foreach (var (text, token) in texts.Zip(drawn)) text.Add((int)token);
        }
        return batch * tokens / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The managed decoder, keys and values kept.</summary>
    public static async Task<double> ManagedAsync(GgufModel model, int batch, int tokens)
    {
        var began = Stopwatch.GetTimestamp();
        // Prompts that were never seen: what it has read before it would not read again.
        var seconds = await new OwnDecoder(model).AllAsync([.. Enumerable.Range(0, batch).Select(i => Prompt(model.VocabularySize, (int)(began % 100_000_000) + i))], tokens);
        return batch * tokens / seconds;
    }

    private static int[] Prompt(int vocabulary, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, PromptTokens).Select(_ => random.Next(vocabulary))];
    }
}
