using CollabLLM.Models.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Models.Tests.Pipeline;

/// <summary>People come, are served and leave at random; after every step the queue must be one.</summary>
public sealed class FairQueueWalkTests
{
    private const int Limit = 6;
    private readonly List<(string Person, QueueSeat Seat)> _inside = [];

    /// <summary>How often somebody else was served since a person waits without being served.</summary>
    private readonly Dictionary<string, Dictionary<string, int>> _overtaken = [];

    private IEnumerable<(string Person, QueueSeat Seat)> Waiting => _inside.Where(i => i.Seat.AdmittedAt is null);

    [Fact]
    public void Slots_are_never_idle_while_somebody_waits_and_nobody_is_overtaken_twice()
    {
        for (var seed = 1; seed <= 60; seed++) Walk(seed, slots: 1 + (seed % 3));
    }

    private void Walk(int seed, int slots)
    {
        _inside.Clear();
        _overtaken.Clear();
        var random = new Random(seed);
        var queue = new FairQueue(slots, Limit, new FakeTimeProvider());
        for (var step = 0; step < 300; step++)
        {
            var waited = Waiting.ToList();
            if (random.Next(5) < 3) Enter(queue, "abcd"[random.Next(4)].ToString());
            else if (_inside.Count > 0) Leave(random.Next(_inside.Count));
            foreach (var (person, _) in waited.Where(w => w.Seat.AdmittedAt is not null)) Served(person);
            Check(slots, $"seed {seed}, step {step}");
        }
        while (_inside.Count > 0) Leave(random.Next(_inside.Count));
        Assert.All(Enumerable.Range(0, slots), _ => Assert.NotNull(queue.Enter("last").AdmittedAt));
    }

    private void Enter(FairQueue queue, string person)
    {
        if (Waiting.Count() == Limit)
        {
            Assert.Throws<ModelException>(() => queue.Enter(person));
            return;
        }
        _inside.Add((person, queue.Enter(person)));
    }

    private void Leave(int index)
    {
        _inside[index].Seat.Dispose();
        _inside.RemoveAt(index);
    }

    private void Served(string person)
    {
        _overtaken.Remove(person);
        foreach (var other in Waiting.Select(w => w.Person).Distinct().Where(o => o != person))
        {
            var passed = _overtaken.TryGetValue(other, out var counts) ? counts : _overtaken[other] = [];
            passed[person] = passed.GetValueOrDefault(person) + 1;
        }
    }

    private void Check(int slots, string where)
    {
        var waiting = Waiting.ToList();
        var busy = _inside.Count - waiting.Count;
        Assert.True(busy <= slots, where);
        Assert.True(waiting.Count == 0 || busy == slots, where);
        Assert.Equal(Enumerable.Range(0, waiting.Count), waiting.Select(w => w.Seat.Ahead!.Value).Order());
        foreach (var mine in waiting.GroupBy(w => w.Person)) Assert.True(mine.Zip(mine.Skip(1)).All(p => p.First.Seat.Ahead < p.Second.Seat.Ahead), where);
        foreach (var gone in _overtaken.Keys.Except(waiting.Select(w => w.Person)).ToList()) _overtaken.Remove(gone);
        Assert.True(_overtaken.Values.All(o => o.Values.All(times => times <= 1)), where);
    }
}
