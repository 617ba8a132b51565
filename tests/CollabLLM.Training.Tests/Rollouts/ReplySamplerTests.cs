using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Tests.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace CollabLLM.Training.Tests.Rollouts;

public sealed class ReplySamplerTests : IDisposable
{
    private static readonly DrawOptions Greedy = new() { Sampling = CollabLLM.Gguf.Sampling.SamplingOptions.Greedy, MaxTokens = 20 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama", 2)]
    [InlineData("qwen2", 3)]
    [InlineData("qwen3", 5)]
    public async Task Greedy_replies_of_a_batch_are_the_managed_decoders(string architecture, int sequences)
    {
        var path = new TinyFile { Architecture = architecture }.Save(_folder);
        using var policy = Torch.Load(path);
        using var engine = new PolicyEngine(policy, sequences);
        int[][] prompts = [.. new[] { 5, 30, 1, 17, 90 }.Select((n, i) => TinyFile.Tokens(n, i))];
        var replies = new ReplySampler(engine, policy.Tokenizer!).Draw(prompts, new long[5], Greedy);
        for (var i = 0; i < prompts.Length; i++)
        {
            var expected = await Managed.GreedyAsync(path, prompts[i], 20);
            var end = Array.FindIndex(expected, policy.Tokenizer!.Vocabulary.IsEndOfGeneration);
            Assert.Equal(end < 0 ? expected : expected[..(end + 1)], replies[i].Tokens);
            Assert.Equal(policy.Tokenizer.Decode(replies[i].Tokens), replies[i].Text);
        }
    }

    [Fact]
    public void Seeds_make_the_replies_and_a_prompt_drawn_often_is_read_once()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        int[] prompt = TinyFile.Tokens(40, 1);
        var first = Draw(4, [1, 2, 3, 1]);
        Assert.Equal(first[0].Tokens, first[3].Tokens);
        Assert.NotEqual(first[0].Tokens, first[1].Tokens);
        Assert.Equal(first.Select(r => r.Text), Draw(4, [1, 2, 3, 1]).Select(r => r.Text));
        Assert.Equal(first.Select(r => r.Text), Draw(3, [1, 2, 3, 1]).Select(r => r.Text));
        using var engine = new PolicyEngine(policy, 2);
        using var one = engine.Begin(prompt, null);
        Assert.Equal(0, one.Length);
        engine.Evaluate([new(one, prompt, true)]);
        using var two = engine.Begin(prompt, null);
        Assert.Equal(39, two.Length);

        DrawnReply[] Draw(int sequences, long[] seeds)
        {
            using var engine = new PolicyEngine(policy, sequences);
            return new ReplySampler(engine, policy.Tokenizer!).Draw([.. seeds.Select(_ => prompt)], seeds, new() { MaxTokens = 12 });
        }
    }

    [Fact]
    public void A_stop_string_ends_a_reply_and_is_not_in_its_text()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        using var engine = new PolicyEngine(policy, 2);
        var sampler = new ReplySampler(engine, policy.Tokenizer!);
        int[] prompt = TinyFile.Tokens(10, 7);
        var whole = sampler.Draw([prompt], [0], Greedy)[0];
        Assert.Equal((StopReason.Length, 20), (whole.Reason, whole.Tokens.Length));
        var stop = whole.Text.Substring(whole.Text.Length / 2, 2);
        var cut = sampler.Draw([prompt], [0], Greedy with { StopStrings = [stop] })[0];
        Assert.Equal(StopReason.StopString, cut.Reason);
        Assert.Equal(whole.Text[..whole.Text.IndexOf(stop, StringComparison.Ordinal)], cut.Text);
        Assert.True(cut.Tokens.Length < 20);
        Assert.Equal(whole.Tokens[..cut.Tokens.Length], cut.Tokens);
    }

    [Fact]
    public void A_reply_ends_with_the_context_and_a_prompt_that_fills_it_is_refused()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        using var engine = new PolicyEngine(policy, 2, context: 16);
        var sampler = new ReplySampler(engine, policy.Tokenizer!);
        Assert.InRange(sampler.Draw([TinyFile.Tokens(12, 1)], [0], Greedy)[0].Tokens.Length, 1, 4);
        Assert.Throws<PromptTooLongException>(() => sampler.Draw([TinyFile.Tokens(16, 1)], [0], Greedy));
        Assert.Throws<ArgumentException>(() => sampler.Draw([[]], [0], Greedy));
        Assert.Throws<ArgumentException>(() => sampler.Draw([[5]], [], Greedy));
        Assert.Throws<GgufException>(() => engine.Begin([5], "other"));
    }

    [Fact]
    public async Task The_engine_runs_under_the_scheduler_with_the_policys_adapter()
    {
        var path = new TinyFile().Save(_folder);
        var saved = Path.Combine(_folder.Path, "adapter.gguf");
        using var policy = Torch.Load(path);
        LoraAdapters.Add(policy, new() { Rank = 2 }, 1);
        Some.Change(policy);
        AdapterFile.Save(policy, saved);
        using var scheduler = new ContinuousBatchScheduler(new PolicyEngine(policy, 3), new() { Seed = 1, PrefillSlice = 8 }, NullLogger.Instance);
        int[][] prompts = [.. new[] { 5, 30, 17, 40 }.Select((n, i) => TinyFile.Tokens(n, i))];
        var replies = await Task.WhenAll(prompts.Select(Generate));
        for (var i = 0; i < prompts.Length; i++) Assert.Equal(await Managed.GreedyAsync(path, prompts[i], 10, saved), replies[i]);

        async Task<int[]> Generate(int[] prompt)
        {
            List<int> tokens = [];
            await foreach (var chunk in scheduler.GenerateAsync(Managed.Request(prompt, 10, tokens))) Assert.NotNull(chunk);
            return [.. tokens];
        }
    }

    [Fact]
    public void Nothing_is_left_of_drawing()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        var before = Torch.Live;
        using (var engine = new PolicyEngine(policy, 2)) new ReplySampler(engine, policy.Tokenizer!).Draw([TinyFile.Tokens(60, 1), TinyFile.Tokens(70, 2), [7]], [1, 2, 3], Greedy);
        Assert.Equal(before, Torch.Live);
    }
}
