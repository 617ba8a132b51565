using System.Text;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace CollabLLM.Gguf.Tests.Scheduling;

public sealed class ContinuousBatchSchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_generation_counts_up_to_its_limit_and_reports_what_it_took()
    {
        using var scheduler = Start(new CountingEngine());
        var (text, end) = await Read(scheduler, Request([5, 6, 7], maxTokens: 3));
        Assert.Equal("8 9 10 ", text);
        Assert.Equal((StopReason.Length, 3, 3), (end!.Reason, end.PromptTokens, end.OutputTokens));
    }

    [Fact]
    public async Task An_end_token_ends_the_turn_and_yields_no_text()
    {
        using var scheduler = Start(new CountingEngine());
        var (text, end) = await Read(scheduler, Request([5], maxTokens: 50) with { IsEnd = token => token == 8 });
        Assert.Equal("6 7 ", text);
        Assert.Equal(StopReason.EndOfTurn, end!.Reason);
    }

    [Fact]
    public async Task A_stop_string_ends_the_text_before_it()
    {
        using var scheduler = Start(new CountingEngine());
        var (text, end) = await Read(scheduler, Request([5], maxTokens: 50) with { StopStrings = ["9 1", "nothing"] });
        Assert.Equal("6 7 8 ", text);
        Assert.Equal(StopReason.StopString, end!.Reason);
    }

    [Fact]
    public async Task Text_held_back_comes_out_at_the_end()
    {
        using var scheduler = Start(new CountingEngine());
        var (text, _) = await Read(scheduler, Request([5], maxTokens: 2) with { StopStrings = ["7 x"], Flush = () => "!" });
        Assert.Equal("6 7 !", text);
    }

    [Fact]
    public async Task A_long_prompt_is_read_in_slices_while_others_go_on()
    {
        var engine = new CountingEngine { Gate = new(0) };
        using var scheduler = Start(engine, slice: 8);
        var first = Read(scheduler, Request([1], maxTokens: 40));
        engine.Gate!.Release();
        await Until(() => engine.Steps.Count == 1);
        var second = Read(scheduler, Request([.. Enumerable.Range(100, 60)], maxTokens: 2));
        await Until(() => scheduler.Waiting == 1);
        engine.Gate.Release(200);
        await Task.WhenAll(first, second);
        var slices = engine.Steps.SelectMany(step => step).Where(part => part.Sequence == 1 && part.Prompt).Select(part => part.Tokens).ToArray();
        Assert.Equal([8, 8, 8, 8, 8, 8, 8, 4], slices);
        Assert.All(engine.Steps.Where(step => step.Any(p => p.Sequence == 1 && p.Prompt)), step => Assert.Contains(step, p => p.Sequence == 0));
        Assert.Equal("160 161 ", (await second).Text);
    }

    [Fact]
    public async Task Requests_are_admitted_in_order_and_only_as_far_as_capacity_is_certain()
    {
        var engine = new CountingEngine { CapacityTokens = 100, Gate = new(0) };
        using var scheduler = Start(engine);
        var runs = new List<Task>();
        foreach (var most in new[] { 60, 60, 10 })
        {
            runs.Add(Read(scheduler, Request([1], most)));
            await Until(() => scheduler.Waiting + scheduler.Running == runs.Count);
        }
        engine.Gate!.Release(1);
        await Until(() => engine.Steps.Count == 1);
        // The third would fit beside the first, but it came after the second.
        Assert.Equal((1, 2), (scheduler.Running, scheduler.Waiting));
        engine.Gate.Release(1000);
        await Task.WhenAll(runs);
        Assert.Equal((0, 0), (scheduler.Running, scheduler.Waiting));
    }

    [Fact]
    public async Task Cancelling_frees_the_sequence_and_leaves_the_others_alone()
    {
        var engine = new CountingEngine { Gate = new(0) };
        using var scheduler = Start(engine);
        using var cancellation = new CancellationTokenSource();
        var doomed = Read(scheduler, Request([1], 100), cancellation.Token);
        var other = Read(scheduler, Request([50], 5));
        engine.Gate!.Release(2);
        await Until(() => engine.Steps.Count == 2);
        await cancellation.CancelAsync();
        engine.Gate.Release(1000);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => doomed);
        Assert.Equal("51 52 53 54 55 ", (await other).Text);
        await Until(() => engine.Open == 0);
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_long_prompt_frees_it_and_the_next_request_gets_its_place()
    {
        var engine = new CountingEngine { MaxSequences = 1, MaxBatchTokens = 16, Gate = new(0) };
        using var scheduler = Start(engine);
        using var cancellation = new CancellationTokenSource();
        var doomed = Read(scheduler, Request(new int[100], 5), cancellation.Token);
        engine.Gate!.Release(2);
        await Until(() => engine.Steps.Count == 2);
        var next = Read(scheduler, Request([50], 3));
        await cancellation.CancelAsync();
        engine.Gate.Release(1000);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => doomed);
        Assert.Equal("51 52 53 ", (await next).Text);
        Assert.True(engine.Steps.Sum(step => step.Where(p => p.Sequence == 0).Sum(p => p.Tokens)) <= 48, "the rest of the prompt must not be read");
        await Until(() => engine.Open == 0);
    }

    [Fact]
    public async Task An_engine_that_cannot_release_a_sequence_does_not_end_the_others()
    {
        var engine = new CountingEngine { HoldsOn = true };
        using var scheduler = Start(engine);
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Read(scheduler, Request([i], 5))));
        Assert.All(runs, run => Assert.Equal(5, run.End!.OutputTokens));
        Assert.Equal((0, 0), (scheduler.Running, scheduler.Waiting));
    }

    [Fact]
    public async Task Disposing_from_several_threads_ends_every_request_once()
    {
        var scheduler = Start(new CountingEngine());
        var runs = Enumerable.Range(0, 50).Select(i => Read(scheduler, Request([i], 150))).ToArray();
        var errand = scheduler.InvokeAsync(() => 1);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(scheduler.Dispose)));
        foreach (var run in runs)
        {
            var ended = await Record.ExceptionAsync(() => run);
            Assert.True(ended is null or ObjectDisposedException, $"{ended}");
        }
        Assert.True(await Record.ExceptionAsync(() => errand) is null or ObjectDisposedException);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => scheduler.InvokeAsync(() => 1));
    }

    [Fact]
    public async Task A_request_cancelled_while_it_waits_never_runs()
    {
        var engine = new CountingEngine { MaxSequences = 1, Gate = new(0) };
        using var scheduler = Start(engine);
        using var cancellation = new CancellationTokenSource();
        var first = Read(scheduler, Request([1], 3));
        await Until(() => scheduler.Running == 1);
        var second = Read(scheduler, Request([2], 3), cancellation.Token);
        await Until(() => scheduler.Waiting == 1);
        await cancellation.CancelAsync();
        engine.Gate!.Release(100);
        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Until(() => scheduler.Waiting == 0);
        Assert.DoesNotContain(engine.Steps, step => step.Any(part => part.Sequence == 1));
    }

    [Fact]
    public async Task Leaving_the_enumeration_early_frees_the_sequence()
    {
        var engine = new CountingEngine();
        using var scheduler = Start(engine);
        await foreach (var chunk in scheduler.GenerateAsync(Request([1], 150)))
        {
            if (chunk.Text.Contains('4', StringComparison.Ordinal)) break;
        }
        await Until(() => engine.Open == 0 && scheduler.Running == 0);
    }

    [Fact]
    public async Task A_failing_step_fails_its_members_and_the_next_request_succeeds()
    {
        var engine = new CountingEngine { FailsOn = 12 };
        using var scheduler = Start(engine);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Read(scheduler, Request([10], 5)));
        Assert.Equal("11 12 13 14 15 ", (await Read(scheduler, Request([10], 5))).Text);
        Assert.Equal(0, engine.Open);
    }

    [Fact]
    public async Task A_failing_decoder_or_adapter_fails_only_its_own_request()
    {
        var engine = new CountingEngine();
        using var scheduler = Start(engine);
        var good = Read(scheduler, Request([1], 100));
        await Assert.ThrowsAsync<FormatException>(() => Read(scheduler, Request([1], 5) with { Decode = _ => throw new FormatException() }));
        await Assert.ThrowsAsync<ArgumentException>(() => Read(scheduler, Request([1], 5) with { Adapter = "missing" }));
        Assert.Equal(100, (await good).End!.OutputTokens);
        await Until(() => engine.Open == 0);
    }

    [Fact]
    public async Task A_prompt_that_fills_the_context_is_refused_with_both_numbers()
    {
        using var scheduler = Start(new CountingEngine());
        var refused = await Assert.ThrowsAsync<PromptTooLongException>(() => Read(scheduler, Request(new int[200], 5)));
        Assert.Contains("200", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_context_ends_a_generation_without_a_limit()
    {
        using var scheduler = Start(new CountingEngine());
        var (_, end) = await Read(scheduler, Request(new int[150], null));
        Assert.Equal((StopReason.Length, 50), (end!.Reason, end.OutputTokens));
    }

    [Fact]
    public async Task Disposing_ends_what_runs_and_refuses_what_comes()
    {
        // Far more tokens than a machine writes until it gets round to disposing.
        const int Tokens = 1_000_000;
        var engine = new CountingEngine { Gate = new(0), ContextTokens = 2 * Tokens, CapacityTokens = 2 * Tokens };
        var scheduler = Start(engine);
        var run = Read(scheduler, Request([1], Tokens));
        await Until(() => scheduler.Running == 1);
        engine.Gate!.Release(Tokens);
        await Task.Run(scheduler.Dispose);
        await Assert.ThrowsAnyAsync<Exception>(() => run);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Read(scheduler, Request([1], 1)));
        Assert.Equal(0, engine.Open);
    }

    [Fact]
    public async Task Two_hundred_requests_with_cancellations_leave_nothing_behind()
    {
        var engine = new CountingEngine();
        using var scheduler = Start(engine);
        var random = new Random(1);
        var runs = Enumerable.Range(0, 200).Select(async i =>
        {
            using var cancellation = new CancellationTokenSource();
            if (i % 4 == 0) cancellation.CancelAfter(random.Next(20));
            try
            {
                var (text, _) = await Read(scheduler, Request([i], 20), cancellation.Token);
                Assert.Equal(string.Concat(Enumerable.Range(i + 1, 20).Select(n => $"{n} ")), text);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(0, i % 4);
            }
        }).ToArray();
        await Task.WhenAll(runs);
        await Until(() => engine.Open == 0 && scheduler.Running == 0 && scheduler.Waiting == 0);
    }

    private static ContinuousBatchScheduler Start(CountingEngine engine, int slice = 64) =>
        new(engine, new() { PrefillSlice = slice, Seed = 1 }, NullLogger.Instance);

    private static GenerationRequest Request(int[] prompt, int? maxTokens) => new()
    {
        Prompt = prompt,
        MaxTokens = maxTokens,
        Sampling = SamplingOptions.Greedy,
        IsEnd = _ => false,
        Decode = token => $"{token} ",
    };

    private static async Task<(string Text, GenerationEnd? End)> Read(
        ContinuousBatchScheduler scheduler, GenerationRequest request, CancellationToken cancellation = default)
    {
        var text = new StringBuilder();
        GenerationEnd? end = null;
        await foreach (var chunk in scheduler.GenerateAsync(request, cancellation))
        {
            text.Append(chunk.Text);
            end = chunk.End;
        }
        return (text.ToString(), end);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition()) await Task.Delay(2, patience.Token);
    }
}
