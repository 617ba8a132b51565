using System.Diagnostics;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;

namespace CollabLLM.Bench.Decoding;

/// <summary>Our side of the comparison: requests through the scheduler that also serves conversations, greedy, no end token.</summary>
internal sealed class OwnDecoder(GgufModel model)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Tokens a second of reading a prompt that was never seen.</summary>
    public async Task<double> PromptAsync(int[] ids)
    {
        var start = _clock.Elapsed;
        var times = await RunAsync(ids, 1);
        return ids.Length / (times[0] - start.TotalMilliseconds) * 1000;
    }

    public async Task<double> DecodeAsync(int[][] prompts, int tokens) =>
        TokenTimes.Rate(await Task.WhenAll(prompts.Select(p => RunAsync(p, tokens))));

    /// <summary>Seconds until all prompts are read and all continuations written.</summary>
    public async Task<double> AllAsync(int[][] prompts, int tokens)
    {
        var start = _clock.Elapsed;
        await Task.WhenAll(prompts.Select(p => RunAsync(p, tokens)));
        return (_clock.Elapsed - start).TotalSeconds;
    }

    private async Task<IReadOnlyList<double>> RunAsync(int[] prompt, int tokens)
    {
        List<double> times = [];
        var request = new GenerationRequest
        {
            Prompt = prompt,
            MaxTokens = tokens,
            Sampling = SamplingOptions.Greedy,
            IsEnd = static _ => false,
            Decode = _ =>
            {
                times.Add(_clock.Elapsed.TotalMilliseconds);
                return "";
            },
        };
        await foreach (var chunk in model.Scheduler.GenerateAsync(request)) GC.KeepAlive(chunk);
        return times;
    }
}
