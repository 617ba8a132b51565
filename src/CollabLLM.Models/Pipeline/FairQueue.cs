using System.Threading.Channels;

namespace CollabLLM.Models.Pipeline;

/// <summary>
/// Slots with a bounded queue before them. People take turns: somebody with ten requests delays somebody with one by one request, not
/// by ten. Thread-safe.
/// </summary>
internal sealed class FairQueue(int slots, int limit, TimeProvider time)
{
    private const double Smoothing = 0.2;
    private readonly Lock _gate = new();
    private readonly List<(string Person, LinkedList<Seat> Seats)> _rotation = [];
    private int _waiting;
    private int _busy;
    private double? _secondsPerCall;

    /// <summary>A seat, perhaps with a slot already.</summary>
    /// <exception cref="ModelException">The queue is full.</exception>
    public Seat Enter(string person)
    {
        lock (_gate)
        {
            var seat = new Seat(this);
            if (_busy < slots && _waiting == 0)
            {
                Admit(seat);
                return seat;
            }
            if (_waiting >= limit)
            {
                throw new ModelException(ModelFailure.Busy, $"{_waiting} people are waiting for this model already. Try again in a moment.");
            }
            var turn = _rotation.FindIndex(r => r.Person == person);
            if (turn < 0)
            {
                turn = _rotation.Count;
                _rotation.Add((person, []));
            }
            _rotation[turn].Seats.AddLast(seat);
            _waiting++;
            Announce();
            return seat;
        }
    }

    private void Admit(Seat seat)
    {
        _busy++;
        seat.Admit(time.GetTimestamp());
    }

    private void Leave(Seat seat)
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
                Remove(seat);
            }
            while (_busy < slots && _rotation.Count > 0)
            {
                var (person, seats) = _rotation[0];
                _rotation.RemoveAt(0);
                var next = seats.First!.Value;
                seats.RemoveFirst();
                _waiting--;
                if (seats.Count > 0) _rotation.Add((person, seats));
                Admit(next);
            }
            Announce();
        }
    }

    private void Remove(Seat seat)
    {
        var turn = _rotation.FindIndex(r => r.Seats.Contains(seat));
        if (turn < 0) return;
        _rotation[turn].Seats.Remove(seat);
        _waiting--;
        if (_rotation[turn].Seats.Count == 0) _rotation.RemoveAt(turn);
    }

    /// <summary>In round k everybody's k-th request is served, in the order of the rotation.</summary>
    private void Announce()
    {
        for (var turn = 0; turn < _rotation.Count; turn++)
        {
            var round = 0;
            foreach (var seat in _rotation[turn].Seats)
            {
                var ahead = round;
                for (var other = 0; other < _rotation.Count; other++)
                {
                    if (other != turn) ahead += Math.Min(_rotation[other].Seats.Count, round + (other < turn ? 1 : 0));
                }
                var wait = _secondsPerCall is { } each ? TimeSpan.FromSeconds(each * (ahead + 1) / slots) : (TimeSpan?)null;
                seat.Move(new QueuePosition(ahead, wait));
                round++;
            }
        }
    }

    /// <summary>One call's place. Disposing gives it up, waiting or served.</summary>
    internal sealed class Seat(FairQueue queue) : IDisposable
    {
        private readonly Channel<QueuePosition> _moves = Channel.CreateBounded<QueuePosition>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        private int? _ahead;
        private bool _left;

        public long? AdmittedAt { get; private set; }

        /// <summary>The next change of place; null once the slot is there.</summary>
        public async ValueTask<QueuePosition?> MovedAsync(CancellationToken cancellationToken)
        {
            while (await _moves.Reader.WaitToReadAsync(cancellationToken))
            {
                if (_moves.Reader.TryRead(out var position) && AdmittedAt is null) return position;
            }
            return null;
        }

        public void Dispose()
        {
            if (_left) return;
            _left = true;
            queue.Leave(this);
        }

        internal void Move(QueuePosition position)
        {
            if (_ahead == position.Ahead) return;
            _ahead = position.Ahead;
            _moves.Writer.TryWrite(position);
        }

        internal void Admit(long timestamp)
        {
            AdmittedAt = timestamp;
            _moves.Writer.TryComplete();
        }
    }
}
