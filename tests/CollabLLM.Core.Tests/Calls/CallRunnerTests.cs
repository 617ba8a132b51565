using CollabLLM.Core.Calls;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Core.Tests.Calls;

public sealed class CallRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collab-calls-").FullName;

    private string Journal => Path.Combine(_folder, "calls.jsonl");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answered_call_is_not_made_again()
    {
        var model = new HandModel(_ => "äh, \"yes\"\n\u2028");
        using (var journal = CallJournal.Open(Journal)) await Runner(journal).AskAsync(Call(model, "hello"), Token);

        using var again = CallJournal.Open(Journal);
        var runner = Runner(again);
        var reply = await runner.AskAsync(Call(model, "hello"), Token);

        Assert.Equal("äh, \"yes\"\n\u2028", reply.Text);
        Assert.True(reply.Replayed);
        Assert.Equal(1, model.Asked);
        Assert.Equal((1, 1, 100), (runner.Ledger.Lines[0].Calls, runner.Ledger.Lines[0].Replayed, runner.Ledger.Lines[0].InputTokens));
        await runner.AskAsync(Call(model, "hello", seed: 2), Token);
        Assert.Equal(2, model.Asked);
    }

    [Fact]
    public async Task A_line_that_was_being_written_when_the_process_died_is_cut_off()
    {
        var model = new HandModel(m => m[0].Text);
        using (var journal = CallJournal.Open(Journal))
        {
            await Runner(journal).AskAsync(Call(model, "one"), Token);
            await Runner(journal).AskAsync(Call(model, "two"), Token);
        }
        var whole = await File.ReadAllBytesAsync(Journal, Token);
        for (var length = 0; length < whole.Length; length += 37)
        {
            await File.WriteAllBytesAsync(Journal, whole[..length], Token);
            using var torn = CallJournal.Open(Journal);
            var runner = Runner(torn);
            Assert.Equal("two", (await runner.AskAsync(Call(model, "two"), Token)).Text);
            Assert.Equal("one", (await runner.AskAsync(Call(model, "one"), Token)).Text);
        }
        using var last = CallJournal.Open(Journal);
        Assert.Equal(2, last.Count);
    }

    [Fact]
    public void Another_file_is_no_journal()
    {
        File.WriteAllText(Journal, "{\"a\":1}\n");
        Assert.Contains("is no journal of calls", Assert.Throws<InputException>(() => CallJournal.Open(Journal)).Message, StringComparison.Ordinal);
        Assert.Equal("{\"a\":1}\n", File.ReadAllText(Journal));
        File.WriteAllText(Journal, "{\"journal\":\"collabllm-calls\",\"version\":1}\nrubbish\n");
        Assert.Contains("line 2", Assert.Throws<InputException>(() => CallJournal.Open(Journal)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_do_not_share_a_journal()
    {
        using var first = CallJournal.Open(Journal);
        Assert.Contains("another run", Assert.Throws<InputException>(() => CallJournal.Open(Journal)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_call_twice_at_once_is_one_call()
    {
        var gate = new TaskCompletionSource();
        var model = new HandModel(async (_, _, _) =>
        {
            await gate.Task;
            return "yes";
        });
        using var journal = CallJournal.Open(Journal);
        var runner = Runner(journal);
        var both = Task.WhenAll(runner.AskAsync(Call(model, "a"), Token), runner.AskAsync(Call(model, "a"), Token));
        gate.SetResult();
        Assert.All(await both, r => Assert.Equal("yes", r.Text));
        Assert.Equal(1, model.Asked);
    }

    [Fact]
    public async Task A_failing_endpoint_is_tried_a_bounded_number_of_times_and_the_first_cause_is_kept()
    {
        var model = new HandModel((_, n, _) => throw new HttpRequestException(n == 1 ? "connection refused" : "busy"));
        var runner = new CallRunner(new(), TimeProvider.System, retry: new(3, TimeSpan.Zero, TimeSpan.Zero));
        var e = await Assert.ThrowsAsync<CallFailedException>(() => runner.AskAsync(Call(model, "a"), Token));
        Assert.Equal(3, model.Asked);
        Assert.Equal(new Failure(FailureKind.Infrastructure, "hand gave no answer (connection refused) in 3 attempts."), e.Failure);
        Assert.Equal((0, 3), (runner.Ledger.Lines[0].Calls, runner.Ledger.Lines[0].FailedAttempts));
    }

    [Fact]
    public async Task What_trying_again_cannot_help_is_tried_once()
    {
        var model = new HandModel((_, _, _) => throw new ArgumentException("too long"));
        var runner = new CallRunner(new(), TimeProvider.System, retry: new(5, TimeSpan.Zero, TimeSpan.Zero));
        var call = Call(model, "a");
        await Assert.ThrowsAsync<CallFailedException>(() => runner.AskAsync(call with { Model = call.Model with { IsTransient = _ => false } }, Token));
        Assert.Equal(1, model.Asked);
    }

    [Fact]
    public async Task A_time_out_of_the_endpoint_is_a_failure_and_the_callers_own_token_is_not()
    {
        var model = new HandModel((_, _, _) => throw new TaskCanceledException("the server was silent"));
        var runner = new CallRunner(new(), TimeProvider.System, retry: new(1, TimeSpan.Zero, TimeSpan.Zero));
        await Assert.ThrowsAsync<CallFailedException>(() => runner.AskAsync(Call(model, "a"), Token));

        using var mine = new CancellationTokenSource();
        var waiting = new HandModel(async (_, _, token) =>
        {
            await mine.CancelAsync();
            token.ThrowIfCancellationRequested();
            return "";
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.AskAsync(Call(waiting, "a"), mine.Token));
    }

    [Fact]
    public async Task Pauses_double_and_leave_the_slot_to_others()
    {
        var time = new FakeTimeProvider();
        var failing = new HandModel((_, n, _) => n <= 2 ? throw new HttpRequestException("no") : Task.FromResult("at last"));
        var runner = new CallRunner(new(), time, retry: new(3, TimeSpan.FromSeconds(8), TimeSpan.FromMinutes(1)));
        var call = Call(failing, "a");
        call = call with { Model = call.Model with { Concurrency = 1 } };
        var slow = runner.AskAsync(call, Token);
        await runner.AskAsync(Call(new HandModel(_ => "quick"), "b") with { Model = new HandModel(_ => "quick").Named(concurrency: 1) }, Token);
        Assert.False(slow.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(8));
        await UntilAsync(() => failing.Asked == 2);
        Assert.False(slow.IsCompleted);
        while (!slow.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(8));
            await Task.Yield();
        }
        Assert.Equal(("at last", 3), ((await slow).Text, (await slow).Attempts));
    }

    [Fact]
    public async Task No_more_calls_than_the_endpoint_has_slots_and_who_is_behind_goes_first()
    {
        var gate = new SemaphoreSlim(0);
        var (now, most) = (0, 0);
        var order = new List<string>();
        var model = new HandModel(async (messages, _, token) =>
        {
            lock (order) order.Add(messages[0].Text);
            most = Math.Max(most, Interlocked.Increment(ref now));
            await gate.WaitAsync(token);
            Interlocked.Decrement(ref now);
            return "";
        });
        var runner = Runner(null);
        var named = model.Named(concurrency: 2);
        List<Task> all = [Ask("a", 0), Ask("b", 0), Ask("low", 1), Ask("high", 5), Ask("low too", 1)];
        for (var i = 0; i < all.Count; i++)
        {
            // One at a time, so that the order of beginning is the order of the slots.
            gate.Release();
            await UntilAsync(() => all.Count(t => t.IsCompleted) == i + 1 && Begun() == Math.Min(all.Count, i + 3));
        }
        await Task.WhenAll(all);
        Assert.Equal(2, most);
        Assert.Equal(["a", "b", "high", "low", "low too"], order);

        int Begun()
        {
            lock (order) return order.Count;
        }

        Task Ask(string text, int priority) => runner.AskAsync(Call(model, text) with { Model = named, Priority = priority }, Token);
    }

    [Fact]
    public async Task A_budget_of_calls_holds_with_many_under_way_and_counts_what_was_paid_before()
    {
        var model = new HandModel(async (_, _, _) =>
        {
            await Task.Yield();
            return "x";
        });
        using (var journal = CallJournal.Open(Journal))
        {
            var runner = new CallRunner(new(), TimeProvider.System, journal, new(5, null));
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            {
                try
                {
                    await runner.AskAsync(Call(model, $"{i}"), Token);
                    return true;
                }
                catch (BudgetException)
                {
                    return false;
                }
            }));
            Assert.Equal(5, outcomes.Count(o => o));
        }
        using var again = CallJournal.Open(Journal);
        Assert.Equal(5, again.Count);
        Assert.Equal(5, model.Asked);
    }

    [Fact]
    public async Task A_budget_of_money_is_never_exceeded_and_says_so()
    {
        // 100 tokens in at 10 a million and 10 out at 100 a million: 0.002 a call; at worst 50 out.
        var model = new HandModel(_ => "x");
        var runner = new CallRunner(new("2026-11"), TimeProvider.System, budget: new(null, 0.02m));
        var price = new ModelPrice(10, 100, "EUR");
        var made = 0;
        var e = await Assert.ThrowsAsync<BudgetException>(async () =>
        {
            for (; ; made++) await runner.AskAsync(Call(model, $"{made}") with { Model = model.Named(price: price) }, Token);
        });
        Assert.Equal(0.002m * made, runner.Ledger.Cost);
        Assert.InRange(runner.Ledger.Cost, 0.014m, 0.02m);
        Assert.StartsWith("The budget of 0.02 is spent:", e.Message, StringComparison.Ordinal);
        var unpriced = await Assert.ThrowsAsync<BudgetException>(() => runner.AskAsync(Call(model, "z"), Token));
        Assert.Contains("needs a price for hand", unpriced.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_does_not_count_leaves_the_cost_unknown()
    {
        var model = new HandModel(_ => "x") { Usage = null };
        var runner = Runner(null);
        var reply = await runner.AskAsync(Call(model, "a") with { Model = model.Named(price: new(1, 1, "EUR")) }, Token);
        Assert.Null(reply.Cost);
        Assert.Equal(1, runner.Ledger.Lines[0].Unpriced);
    }

    [Fact]
    public void An_unknown_cost_makes_the_sum_unknown()
    {
        var used = CallUsage.None + new CallUsage(1, 2, 3, 4m) + new CallUsage(1, 2, 3, null);
        Assert.Equal(new CallUsage(2, 4, 6, null), used);
    }

    [Fact]
    public void Seeds_do_not_depend_on_order_and_fit_every_host()
    {
        var seeds = Enumerable.Range(0, 2000).Select(i => Seeds.Derive(7, $"{i}/user")).ToList();
        Assert.All(seeds, s => Assert.InRange(s, 0, int.MaxValue));
        Assert.Equal(2000, seeds.Distinct().Count());
        Assert.NotEqual(Seeds.Derive(7, "0/user"), Seeds.Derive(8, "0/user"));
        Assert.Equal(Seeds.Derive(7, "0/user"), seeds[0]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CallRunner Runner(CallJournal? journal) => new(new(), TimeProvider.System, journal);

    private static ModelCall Call(HandModel model, string text, long seed = 1) => new()
    {
        Model = model.Named(),
        Role = CallRole.User,
        Messages = [new ChatMessage(ChatRole.User, text)],
        Settings = new() { Seed = seed, MaxOutputTokens = 50 },
        Address = text,
    };

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(5, Token);
    }
}
