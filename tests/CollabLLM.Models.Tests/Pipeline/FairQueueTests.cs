using CollabLLM.Models.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Models.Tests.Pipeline;

public sealed class FairQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_free_slot_is_given_at_once_and_without_a_word_about_waiting()
    {
        var queue = new FairQueue(2, 5, _time);
        var (one, two) = (queue.Enter("a"), queue.Enter("a"));
        Assert.Null(await one.MovedAsync(TestContext.Current.CancellationToken));
        Assert.Null(await two.MovedAsync(TestContext.Current.CancellationToken));
        Assert.Null(one.Ahead);
    }

    [Fact]
    public void One_more_than_may_wait_is_refused_and_changes_nothing()
    {
        var queue = new FairQueue(1, 2, _time);
        var seats = new[] { queue.Enter("a"), queue.Enter("b"), queue.Enter("c") };
        Assert.Equal(ModelFailure.Busy, Assert.Throws<ModelException>(() => queue.Enter("d")).Failure);
        seats[1].Dispose();
        Assert.Equal(1, queue.Enter("d").Ahead);
    }

    [Fact]
    public void A_queue_of_no_places_serves_only_who_finds_a_slot()
    {
        var queue = new FairQueue(1, 0, _time);
        var first = queue.Enter("a");
        Assert.Throws<ModelException>(() => queue.Enter("b"));
        first.Dispose();
        Assert.NotNull(queue.Enter("b").AdmittedAt);
    }

    [Fact]
    public void People_take_turns_whoever_asked_how_often()
    {
        var queue = new FairQueue(1, 10, _time);
        var served = queue.Enter("z");
        var seats = new Dictionary<string, QueueSeat>();
        foreach (var name in new[] { "a1", "a2", "a3", "b1", "c1", "c2" }) seats[name] = queue.Enter(name[..1]);
        Assert.Equal([0, 3, 5, 1, 2, 4], seats.Values.Select(s => s.Ahead!.Value));
        var order = new List<string>();
        while (order.Count < seats.Count)
        {
            served.Dispose();
            (var name, served) = seats.Single(s => s.Value.AdmittedAt is not null && !order.Contains(s.Key));
            order.Add(name);
        }
        Assert.Equal(["a1", "b1", "c1", "a2", "c2", "a3"], order);
    }

    [Fact]
    public async Task Who_waits_hears_the_place_and_when_it_comes_from_what_calls_took()
    {
        var token = TestContext.Current.CancellationToken;
        var queue = new FairQueue(1, 10, _time);
        var first = queue.Enter("a");
        var second = queue.Enter("b");
        Assert.Equal(new QueuePosition(0, null), await second.MovedAsync(token));
        var third = queue.Enter("c");
        Assert.Equal(new QueuePosition(1, null), await third.MovedAsync(token));
        _time.Advance(TimeSpan.FromSeconds(12));
        first.Dispose();
        Assert.Null(await second.MovedAsync(token));
        Assert.Equal(new QueuePosition(0, TimeSpan.FromSeconds(12)), await third.MovedAsync(token));
    }

    [Fact]
    public async Task Leaving_while_waiting_moves_the_others_up_and_takes_no_slot()
    {
        var queue = new FairQueue(1, 10, _time);
        var first = queue.Enter("a");
        var (second, third) = (queue.Enter("b"), queue.Enter("c"));
        second.Dispose();
        second.Dispose();
        Assert.Equal(0, third.Ahead);
        first.Dispose();
        first.Dispose();
        Assert.Null(await third.MovedAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, queue.Enter("d").Ahead);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        var queue = new FairQueue(1, 10, _time);
        using var first = queue.Enter("a");
        using var second = queue.Enter("b");
        _ = await second.MovedAsync(TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();
        var waiting = second.MovedAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
