namespace CollabLLM.Models.Pipeline;

/// <summary>
/// Slots with a bounded queue before them. People take turns: somebody with ten requests delays somebody with one by one request, not
/// by ten. Thread-safe.
/// </summary>
/// <param name="slots">Calls at the same time.</param>
/// <param name="limit">Calls that may wait.</param>
internal sealed class FairQueue(int slots, int limit, TimeProvider time)
{
    private const double Smoothing = 0.2;
    private readonly Lock _gate = new();

    /// <summary>Who waits, in the order in which they come to their turn; each with what they wait for, oldest first.</summary>
    private readonly List<(string Person, List<QueueSeat> Seats)> _rotation = [];
    private int _waiting;
    private int _busy;
    private double? _secondsPerCall;

    /// <summary>A seat, perhaps with a slot already.</summary>
    /// <exception cref="ModelException">The queue is full.</exception>
    public QueueSeat Enter(string person)
    {
        lock (_gate)
        {
            var seat = new QueueSeat(this);
            if (_busy < slots && _waiting == 0)
            {
                Admit(seat);
                return seat;
            }
            if (_waiting >= limit)
            {
                throw new ModelException(ModelFailure.Busy, "Too many people are waiting for this model already. Try again in a moment.");
            }
            var turn = _rotation.FindIndex(r => r.Person == person);
            if (turn < 0)
            {
                turn = _rotation.Count;
                _rotation.Add((person, []));
            }
            _rotation[turn].Seats.Add(seat);
            _waiting++;
            Announce();
            return seat;
        }
    }

    /// <summary>Takes a seat back, served or still waiting, and fills the slots that are free.</summary>
    internal void Leave(QueueSeat seat)
    {
        lock (_gate)
        {
            if (seat.AdmittedAt is { } since)
            {
                _busy--;
                var took = time.GetElapsedTime(since).TotalSeconds;
                _secondsPerCall = _secondsPerCall is { } before ? before + (Smoothing * (took - before)) : took;
            }
            else
            {
                var turn = _rotation.FindIndex(r => r.Seats.Remove(seat));
                _waiting--;
                if (_rotation[turn].Seats.Count == 0) _rotation.RemoveAt(turn);
            }
            while (_busy < slots && _rotation.Count > 0) ServeNext();
            Announce();
        }
    }

    private void ServeNext()
    {
        var (person, seats) = _rotation[0];
        _rotation.RemoveAt(0);
        var next = seats[0];
        seats.RemoveAt(0);
        _waiting--;
        if (seats.Count > 0) _rotation.Add((person, seats));
        Admit(next);
    }

    private void Admit(QueueSeat seat)
    {
        _busy++;
        seat.Admit(time.GetTimestamp());
    }

    /// <summary>In each round everybody has one request served, in the order of the rotation.</summary>
    private void Announce()
    {
        var ahead = 0;
        for (var round = 0; ahead < _waiting; round++)
        {
            foreach (var (_, seats) in _rotation)
            {
                if (seats.Count <= round) continue;
                var wait = _secondsPerCall is { } each ? TimeSpan.FromSeconds(each * (ahead + 1) / slots) : (TimeSpan?)null;
                seats[round].Move(new QueuePosition(ahead, wait));
                ahead++;
            }
        }
    }
}
