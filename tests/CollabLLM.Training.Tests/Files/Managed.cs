using CollabLLM.Gguf;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;

namespace CollabLLM.Training.Tests.Files;

/// <summary>The managed decoder on its exact path: what policies are compared with.</summary>
internal static class Managed
{
    public static GgufModel Load(string path, string? adapter = null) => GgufModel.Load(path, new()
    {
        Precision = Precision.Exact,
        Threads = 1,
        Slots = 2,
        Seed = 1,
        Adapters = adapter is null ? new Dictionary<string, string>() : new() { ["trained"] = adapter },
    });

    /// <summary>Logits after every token.</summary>
    public static async Task<float[][]> LogitsAsync(string path, int[] tokens, string? adapter = null)
    {
        using var model = Load(path, adapter);
        return await model.LogitsAsync(tokens, [.. Enumerable.Range(0, tokens.Length)], adapter is null ? null : "trained");
    }

    /// <summary>The likeliest continuation, whatever ends a turn.</summary>
    public static async Task<int[]> GreedyAsync(string path, int[] prompt, int count, string? adapter = null)
    {
        using var model = Load(path, adapter);
        List<int> tokens = [];
        await foreach (var chunk in model.Scheduler.GenerateAsync(Request(prompt, count, tokens, adapter is null ? null : "trained"))) Assert.NotNull(chunk);
        return [.. tokens];
    }

    public static GenerationRequest Request(int[] prompt, int count, List<int> tokens, string? adapter = null) => new()
    {
        Prompt = prompt,
        MaxTokens = count,
        Sampling = SamplingOptions.Greedy,
        Adapter = adapter,
        IsEnd = _ => false,
        Decode = token =>
        {
            tokens.Add(token);
            return "";
        },
    };
}
