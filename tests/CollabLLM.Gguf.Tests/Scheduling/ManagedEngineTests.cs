using CollabLLM.Gguf.Adapters;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Tests.Decoding;
using Microsoft.Extensions.Logging.Abstractions;

namespace CollabLLM.Gguf.Tests.Scheduling;

public sealed class ManagedEngineTests : IDisposable
{
    private readonly TinyModel _model = new("llama", GgmlType.Q4_1);
    private readonly WorkerPool _pool = new(2);
    private readonly ManagedEngine _engine;
    private readonly ContinuousBatchScheduler _scheduler;

    public ManagedEngineTests()
    {
        var cache = new KvPool(_model.Shape, KvFormat.Half, 80, 40);
        _engine = new(new ForwardPass(_model.Weights, _pool, cache, 256, 64), cache, new AdapterSet([]), _model.Shape.Vocabulary, 256, 6);
        _scheduler = new(_engine, new() { PrefillSlice = 16, Seed = 3 }, NullLogger.Instance);
    }

    public void Dispose()
    {
        _scheduler.Dispose();
        _model.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public async Task A_seeded_text_is_the_same_alone_and_in_company()
    {
        var prompts = Enumerable.Range(0, 12).Select(i => _model.Tokens(5 + (i * 7), i)).ToArray();
        var alone = new List<int[]>();
        foreach (var prompt in prompts) alone.Add((await Generate(prompt, 30, seed: 11)).Tokens);
        var together = await Task.WhenAll(prompts.Select(p => Generate(p, 30, seed: 11)));
        for (var i = 0; i < prompts.Length; i++) Assert.Equal(alone[i], together[i].Tokens);
        Assert.Equal(0, _engine.HeldBlocks);
    }

    [Fact]
    public async Task Requests_that_arrive_together_share_the_reading_of_their_common_prefix()
    {
        var prompt = _model.Tokens(100, 1);
        var ends = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Generate(prompt, 4, seed: i)));
        Assert.Equal([0, 96, 96, 96, 96], ends.Select(e => e.End.CachedTokens).Order());
    }

    [Fact]
    public async Task A_conversation_that_grows_reuses_what_was_read_before()
    {
        var prompt = _model.Tokens(64, 2);
        var (first, _) = await Generate(prompt, 16, seed: 1);
        int[] next = [.. prompt, .. first, .. _model.Tokens(10, 3)];
        var (_, end) = await Generate(next, 4, seed: 1);
        Assert.Equal(64, end.CachedTokens);
    }

    [Fact]
    public async Task Logits_on_request_equal_those_of_a_generation()
    {
        var prompt = _model.Tokens(90, 4);
        var logits = await _scheduler.InvokeAsync(() => _engine.Logits(prompt, [10, 89], null));
        var (tokens, _) = await Generate(prompt, 1, seed: 1, SamplingOptions.Greedy);
        Assert.Equal(tokens[0], Array.IndexOf(logits[1], logits[1].Max()));
        Assert.NotEqual(logits[0], logits[1]);
    }

    private async Task<(int[] Tokens, GenerationEnd End)> Generate(int[] prompt, int count, long seed, SamplingOptions? sampling = null)
    {
        var tokens = new List<int>();
        GenerationEnd? end = null;
        var request = new GenerationRequest
        {
            Prompt = prompt,
            MaxTokens = count,
            Sampling = (sampling ?? new()) with { Seed = seed },
            IsEnd = _ => false,
            Decode = token =>
            {
                tokens.Add(token);
                return "";
            },
        };
        await foreach (var chunk in _scheduler.GenerateAsync(request)) end = chunk.End ?? end;
        return ([.. tokens], end!);
    }
}
