using CollabLLM.Core.Calls;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Training.Trainers;

/// <summary>The steps of the optimiser that one step of a run takes with what it has drawn, and what they add up to.</summary>
internal sealed class ReplyUpdates
{
    private readonly IReadOnlyList<OnlineReply[]> _updates;
    private readonly Dictionary<string, double> _values;
    private readonly Dictionary<string, double> _sums = new(StringComparer.Ordinal);
    private readonly long _tokens;
    private int _next;
    private double _loss;

    /// <param name="values">What is known of the drawing.</param>
    public ReplyUpdates(IReadOnlyList<OnlineReply> replies, Dictionary<string, double> values, OnlineOptions options, long step)
    {
        _values = values;
        _updates = [.. Enumerable.Range(0, options.Epochs).SelectMany(epoch =>
        {
            OnlineReply[] order = [.. replies];
            new PythonRandom(Seeds.Derive(options.Seed, FormattableString.Invariant($"step {step} epoch {epoch}"))).Shuffle(order);
            return order.Chunk(options.MiniBatch ?? replies.Count);
        })];
        _tokens = options.Epochs * replies.Sum(r => (long)r.Document.Length);
        Contexts = [.. replies.Select(r => r.Context).Distinct(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Contexts { get; }

    /// <summary>Takes the next: its gradients come in parts of like length.</summary>
    /// <param name="learn">Adds the gradients of a part, which counts as much of the update as the share says, and gives its loss and what it measured.</param>
    /// <param name="weight">What a part counts, before it becomes a share.</param>
    public StepOutcome Learn(OnlineOptions options, Func<OnlineReply, double> weight, Func<IReadOnlyList<OnlineReply>, double, (double Loss, IReadOnlyDictionary<string, double> Values)> learn)
    {
        var update = _updates[_next++];
        var all = update.Sum(weight);
        foreach (var part in update.OrderBy(r => r.Document.Length).Chunk(options.Together))
        {
            var share = part.Sum(weight) / all;
            var (loss, values) = learn(part, share);
            _loss += loss / _updates.Count;
            foreach (var (name, value) in values) _sums[name] = _sums.GetValueOrDefault(name) + (value * share / _updates.Count);
        }
        foreach (var (name, value) in _sums) _values[name] = value;
        return new(_loss, _tokens, [], _values) { Contexts = Contexts, GoesOn = _next < _updates.Count };
    }

    /// <summary>Estimate of the divergence from the reference over a reply that the policy has just drawn, in nats: Σ exp(d) − d − 1 with d = log π_ref − log π_old.</summary>
    public static double Divergence(OnlineReply reply) => reply.Reference.Zip(reply.Old, (reference, old) => (double)reference - old).Sum(d => Math.Exp(d) - d - 1);
}
