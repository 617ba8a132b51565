using CollabLLM.Gguf.Sampling;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly SamplingOptions Open = new() { Temperature = 1, TopK = 0, TopP = 1, MinP = 0, RepetitionPenalty = 1 };

    [Fact]
    public void Temperature_zero_takes_the_likeliest_token()
    {
        var logits = Random(49152, 1);
        Assert.Equal(Array.IndexOf(logits, logits.Max()), new Sampler(SamplingOptions.Greedy, 1).Sample(logits));
    }

    [Fact]
    public void The_same_seed_draws_the_same_tokens_and_another_seed_others()
    {
        var rows = Enumerable.Range(0, 50).Select(i => Random(500, i)).ToArray();
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));

        int[] Draw(long seed)
        {
            var sampler = new Sampler(new(), seed);
            return [.. rows.Select(row =>
            {
                var token = sampler.Sample(row);
                sampler.Accept(token);
                return token;
            })];
        }
    }

    [Fact]
    public void Frequencies_follow_the_softmax_of_the_logits()
    {
        float[] logits = [2, 1, 0, -1, 0.5f];
        var shares = Frequencies(Open with { Temperature = 1 }, logits, 40_000);
        var total = logits.Sum(l => Math.Exp(l));
        for (var i = 0; i < logits.Length; i++) Assert.Equal(Math.Exp(logits[i]) / total, shares[i], 0.01);
    }

    [Fact]
    public void Temperature_sharpens_the_distribution()
    {
        float[] logits = [1, 0];
        var shares = Frequencies(Open with { Temperature = 0.5f }, logits, 40_000);
        Assert.Equal(Math.Exp(2) / (Math.Exp(2) + 1), shares[0], 0.01);
    }

    [Fact]
    public void Top_k_leaves_the_k_likeliest()
    {
        var shares = Frequencies(Open with { TopK = 2 }, [1, 3, 2, 0], 2000);
        Assert.Equal([false, true, true, false], shares.Select(s => s > 0));
    }

    [Fact]
    public void Top_p_leaves_the_smallest_set_that_reaches_the_mass()
    {
        float[] logits = [MathF.Log(0.5f), MathF.Log(0.3f), MathF.Log(0.15f), MathF.Log(0.05f)];
        var shares = Frequencies(Open with { TopP = 0.7f }, logits, 2000);
        Assert.Equal([true, true, false, false], shares.Select(s => s > 0));
    }

    [Fact]
    public void Top_p_looks_beyond_the_tokens_near_the_top_when_the_mass_lies_there()
    {
        // 40,000 unlikely tokens outweigh the likeliest one; each is e^-10.5 as likely.
        var logits = new float[40_000];
        Array.Fill(logits, -10.5f);
        logits[123] = 0;
        var shares = Frequencies(Open with { TopP = 0.95f }, logits, 300);
        Assert.InRange(shares[123], 0.35, 0.75);
    }

    [Fact]
    public void Min_p_drops_what_is_much_less_likely_than_the_likeliest()
    {
        float[] logits = [0, MathF.Log(0.2f), MathF.Log(0.05f)];
        var shares = Frequencies(Open with { MinP = 0.1f }, logits, 2000);
        Assert.Equal([true, true, false], shares.Select(s => s > 0));
    }

    [Fact]
    public void The_repetition_penalty_makes_recent_tokens_less_likely_whatever_the_sign_of_their_logit()
    {
        var options = SamplingOptions.Greedy with { RepetitionPenalty = 1.5f };
        var positive = new Sampler(options, 1);
        positive.Accept(0);
        Assert.Equal(1, positive.Sample([3, 2.5f]));
        var negative = new Sampler(options, 1);
        negative.Accept(0);
        Assert.Equal(1, negative.Sample([-2, -2.5f]));
    }

    [Fact]
    public void The_penalty_forgets_tokens_outside_the_window()
    {
        var sampler = new Sampler(SamplingOptions.Greedy with { RepetitionPenalty = 2, RepetitionWindow = 2 }, 1);
        foreach (var token in new[] { 0, 1, 1 }) sampler.Accept(token);
        Assert.Equal(0, sampler.Sample([3, 2, 1]));
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused_by_name()
    {
        Assert.Equal("TopP", Assert.Throws<ArgumentOutOfRangeException>(() => new Sampler(Open with { TopP = 0 }, 1)).ParamName);
        Assert.Equal("Temperature", Assert.Throws<ArgumentOutOfRangeException>(() => new Sampler(Open with { Temperature = -1 }, 1)).ParamName);
        Assert.Equal("RepetitionPenalty", Assert.Throws<ArgumentOutOfRangeException>(() => new Sampler(Open with { RepetitionPenalty = 0 }, 1)).ParamName);
    }

    [Fact]
    public void Logits_that_are_not_numbers_are_an_error_and_not_a_token()
    {
        Assert.Throws<InvalidOperationException>(() => new Sampler(Open, 1).Sample([float.NaN, 1]));
        Assert.Throws<InvalidOperationException>(() => new Sampler(SamplingOptions.Greedy, 1).Sample([float.NaN, 1]));
        Assert.Throws<InvalidOperationException>(() => new Sampler(SamplingOptions.Greedy, 1).Sample([float.NegativeInfinity, float.NegativeInfinity]));
    }

    [Fact]
    public void All_filters_together_leave_what_each_of_them_leaves()
    {
        // Probabilities .4 .3 .2 .06 .04: top-k leaves four, top-p of .85 three, min-p of .6 two.
        float[] logits = [MathF.Log(0.4f) + 2, MathF.Log(0.3f) + 2, MathF.Log(0.2f) + 2, MathF.Log(0.06f) + 2, MathF.Log(0.04f) + 2];
        var shares = Frequencies(Open with { TopK = 4, TopP = 0.85f, MinP = 0.6f }, logits, 4000);
        Assert.Equal([true, true, false, false, false], shares.Select(s => s > 0));
        Assert.Equal(4.0 / 7, shares[0], 0.03);
    }

    [Fact]
    public void Options_of_a_request_win_over_those_of_the_model_and_a_wrong_one_is_named()
    {
        var defaults = new SamplingOptions { Temperature = 0.3f, TopK = 9, MinP = 0.2f, Seed = 5 };
        Assert.Same(defaults, ChatOptionsReader.Sampling(null, defaults));
        var options = new ChatOptions { Temperature = 0.9f, TopP = 0.5f, Seed = 6, AdditionalProperties = new() { ["min_p"] = "0.1", ["repetition_penalty"] = 1.25 } };
        Assert.Equal(defaults with { Temperature = 0.9f, TopP = 0.5f, Seed = 6, MinP = 0.1f, RepetitionPenalty = 1.25f }, ChatOptionsReader.Sampling(options, defaults));
        options.AdditionalProperties["min_p"] = "much";
        Assert.Contains("min_p", Assert.Throws<ArgumentException>(() => ChatOptionsReader.Sampling(options, defaults)).Message, StringComparison.Ordinal);
    }

    private static double[] Frequencies(SamplingOptions options, float[] logits, int draws)
    {
        var sampler = new Sampler(options, 42);
        var counts = new double[logits.Length];
        for (var i = 0; i < draws; i++) counts[sampler.Sample(logits)] += 1.0 / draws;
        return counts;
    }

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 5)];
    }
}
