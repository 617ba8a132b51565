using System.Collections.Concurrent;
using System.Globalization;
using CollabLLM.Training.Cycles;

namespace CollabLLM.Training.Tests.Cycles;

public sealed class CycleLanesTests
{
    [Fact]
    public async Task No_more_run_side_by_side_than_there_are_lanes_and_what_is_urgent_goes_first()
    {
        await using var lanes = new CycleLanes(2, TestContext.Current.CancellationToken);
        var (order, counted, now) = (new ConcurrentQueue<string>(), new ConcurrentBag<int>(), 0);
        using var entered = new SemaphoreSlim(0);
        string[] names = ["a", "b", "c", "d", "first"];
        var gates = names.ToDictionary(n => n, _ => new TaskCompletionSource());
        List<Task<string>> all = [.. names.Select(n => Piece(n, urgent: n == "first"))];
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        foreach (var name in (string[])["a", "first", "c"])
        {
            gates[name].SetResult();
            await entered.WaitAsync(TestContext.Current.CancellationToken);
        }
        gates["b"].SetResult();
        gates["d"].SetResult();
        Assert.Equal(names, await Task.WhenAll(all));
        Assert.Equal(2, counted.Max());
        Assert.Equal(["first", "c", "d"], order.Skip(2));

        Task<string> Piece(string name, bool urgent) => lanes.RunAsync(
            async _ =>
            {
                order.Enqueue(name);
                counted.Add(Interlocked.Increment(ref now));
                entered.Release();
                await gates[name].Task;
                Interlocked.Decrement(ref now);
                return name;
            },
            urgent);
    }

    [Fact]
    public async Task What_is_cancelled_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await using var lanes = new CycleLanes(1, stop.Token);
        var slow = lanes.RunAsync<int>(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        });
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
    }

    [Fact]
    public async Task When_one_fails_the_others_are_cancelled_and_waited_for()
    {
        var lanes = new CycleLanes(2, TestContext.Current.CancellationToken);
        var ended = false;
        var slow = lanes.RunAsync<int>(async stop =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                await Task.Delay(50, CancellationToken.None);
                ended = true;
            }
            return 0;
        });
        var bad = lanes.RunAsync(_ => int.Parse("bad", CultureInfo.InvariantCulture));
        var never = lanes.RunAsync(_ => 0);
        await Assert.ThrowsAsync<FormatException>(() => bad);
        await lanes.DisposeAsync();
        Assert.True(ended);
        await Assert.ThrowsAsync<FormatException>(() => slow);
        await Assert.ThrowsAsync<FormatException>(() => never);
    }
}
