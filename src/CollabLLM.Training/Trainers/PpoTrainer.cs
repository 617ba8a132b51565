using CollabLLM.Training.Losses;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using static TorchSharp.torch;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Proximal policy optimisation (<see cref="PpoLoss"/>, <see cref="PpoAdvantages"/>) as an objective of <see cref="TrainingLoop"/>: the multiturn-aware reward comes at the last token of a
/// reply, the divergence from the reference is taken off at every token, and a value head learns what is to come, from the mean of the first rewards on. The head is the caller's to train and to keep: it is among the parameters
/// of the objective. Not thread-safe.
/// </summary>
public sealed class PpoTrainer : IDisposable
{
    private readonly Policy _policy;
    private readonly OnlineRun _run;
    private readonly PpoOptions _loss;
    private readonly OnlineOptions _options;
    private ReplyUpdates? _updates;

    /// <param name="policy">With an adapter on frozen weights; off, it is the reference.</param>
    /// <param name="source">Draws replies; one to a context is enough.</param>
    /// <param name="loss">Of rewards and loss.</param>
    /// <param name="options">How it learns from what was drawn.</param>
    /// <param name="time">For the seconds of rollouts.</param>
    /// <param name="stop">Ends a step that is still drawing.</param>
    /// <exception cref="TrainingException">There is no adapter, or the options make no sense.</exception>
    public PpoTrainer(Policy policy, IRolloutSource source, PpoOptions loss, OnlineOptions options, TimeProvider time, CancellationToken stop = default)
    {
        loss.Validate();
        options.Validate();
        (_policy, _run, _loss, _options) = (policy, new(policy, source, time, stop), loss, options);
        Head = new(policy);
        Objective = new(Learn, null, _run.Settings("PPO", loss, options)) { Parameters = [.. policy.TrainableParameters, .. Head.Parameters] };
    }

    /// <summary>Says what is still to come.</summary>
    public ValueHead Head { get; }

    /// <summary>What a loop runs, with an optimiser of its <see cref="TrainingObjective.Parameters"/>.</summary>
    public TrainingObjective Objective { get; }

    /// <summary>Frees the value head.</summary>
    public void Dispose() => Head.Dispose();

    private StepOutcome Learn(long step)
    {
        _policy.Training = false;
        _updates ??= Draw(step);
        var outcome = _updates.Learn(_options, r => r.Length, (part, share) => Learn(part, share, step));
        if (!outcome.GoesOn) _updates = null;
        return outcome;
    }

    private ReplyUpdates Draw(long step)
    {
        var (_, replies, values) = _run.Draw(step);
        // Its loss lets it move little at a step: from 0 it would spend the run on the way to the mean, and say nothing about contexts.
        if (step == 0) Head.StartAt(replies.Average(r => r.Reply.Reward));
        foreach (var part in replies.OrderBy(r => r.Document.Length).Chunk(_options.Together))
        {
            using var scope = NewDisposeScope();
            using var none = no_grad();
            var pass = new ReplyPass(_policy, part);
            pass.Share(pass.LogProbabilities, (r, n) => r.Old = n);
            pass.Share(pass.Values(Head), (r, n) => r.Values = n);
            pass.Share(ReplyPass.Reference(_policy, part), (r, n) => r.Reference = n);
        }
        List<PpoAdvantages> gained = [.. replies.Select(r => PpoAdvantages.Of(r.Reply.Reward, Doubles(r.Old), Doubles(r.Reference), Doubles(r.Values), _loss))];
        var whitened = PpoAdvantages.Whiten([.. gained.SelectMany(g => g.Values)]);
        var at = 0;
        foreach (var (reply, gain) in replies.Zip(gained))
        {
            reply.Advantages = [.. whitened.AsSpan(at, reply.Length).ToArray().Select(a => (float)a)];
            reply.Returns = [.. gain.Returns.Select(r => (float)r)];
            at += reply.Length;
        }
        values[MetricNames.Kl] = replies.Average(ReplyUpdates.Divergence);
        return new(replies, values, _options, step);

        static double[] Doubles(float[] numbers) => [.. numbers.Select(n => (double)n)];
    }

    private (double Loss, IReadOnlyDictionary<string, double> Values) Learn(IReadOnlyList<OnlineReply> part, double share, long step)
    {
        using var scope = NewDisposeScope();
        var pass = new ReplyPass(_policy, part, _options.Checkpointing);
        var old = pass.Of(r => r.Old);
        var (loss, _, valuePart) = PpoLoss.Of(pass.LogProbabilities, old, pass.Of(r => r.Advantages), pass.Values(Head), pass.Of(r => r.Values), pass.Of(r => r.Returns), _loss);
        Dictionary<string, double> measured = new(StringComparer.Ordinal)
        {
            [MetricNames.ClipShare] = pass.ClipShare(old, _loss.Clip, _loss.Clip),
            [MetricNames.ValueLoss] = valuePart.to(ScalarType.Float64).item<double>(),
        };
        return (pass.Backward(loss.Times(share), step), measured);
    }
}
