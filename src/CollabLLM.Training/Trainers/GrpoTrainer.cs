using CollabLLM.Training.Losses;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using static TorchSharp.torch;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Group-relative policy optimisation (<see cref="GrpoLoss"/>) as an objective of <see cref="TrainingLoop"/>: the advantage of a reply is its multiturn-aware reward against those of the
/// other replies to the same context. Not thread-safe.
/// </summary>
public sealed class GrpoTrainer
{
    private readonly Policy _policy;
    private readonly OnlineRun _run;
    private readonly GrpoOptions _loss;
    private readonly OnlineOptions _options;
    private ReplyUpdates? _updates;

    /// <param name="policy">With an adapter on frozen weights; off, it is the reference.</param>
    /// <param name="source">Draws at least two replies to each context.</param>
    /// <param name="loss">Of the loss.</param>
    /// <param name="options">How it learns from what was drawn.</param>
    /// <param name="time">For the seconds of rollouts.</param>
    /// <param name="stop">Ends a step that is still drawing.</param>
    /// <exception cref="TrainingException">There is no adapter, or the options make no sense.</exception>
    public GrpoTrainer(Policy policy, IRolloutSource source, GrpoOptions loss, OnlineOptions options, TimeProvider time, CancellationToken stop = default)
    {
        loss.Validate();
        options.Validate();
        (_policy, _run, _loss, _options) = (policy, new(policy, source, time, stop), loss, options);
        Objective = new(Learn, null, _run.Settings("GRPO", loss, options)) { Parameters = policy.TrainableParameters };
    }

    /// <summary>What a loop runs, with an optimiser of its <see cref="TrainingObjective.Parameters"/>.</summary>
    public TrainingObjective Objective { get; }

    private StepOutcome Learn(long step)
    {
        _policy.Training = false;
        _updates ??= Draw(step);
        // Means over replies, or over tokens, of parts by what they have of them.
        var outcome = _updates.Learn(_options, r => _loss.OverTokens ? r.Length : 1, (part, share) => Learn(part, share, step));
        if (!outcome.GoesOn) _updates = null;
        return outcome;
    }

    private ReplyUpdates Draw(long step)
    {
        var (batch, replies, values) = _run.Draw(step);
        var advantages = GrpoLoss.Advantages([.. replies.Select(r => r.Reply.Reward)], [.. replies.Select(r => r.Group)], _loss.Scaled);
        for (var i = 0; i < replies.Count; i++) replies[i].Advantages = [(float)advantages[i]];
        foreach (var part in replies.OrderBy(r => r.Document.Length).Chunk(_options.Together))
        {
            using var scope = NewDisposeScope();
            using var none = no_grad();
            var pass = new ReplyPass(_policy, part);
            pass.Share(pass.LogProbabilities, (r, n) => r.Old = n);
            pass.Share(ReplyPass.Reference(_policy, part), (r, n) => r.Reference = n);
        }
        values[MetricNames.Kl] = replies.Average(ReplyUpdates.Divergence);
        values[MetricNames.Spread] = batch.Groups.Average(g => g.Replies.Max(r => r.Reward) - g.Replies.Min(r => r.Reward));
        return new(replies, values, _options, step);
    }

    private (double Loss, IReadOnlyDictionary<string, double> Values) Learn(IReadOnlyList<OnlineReply> part, double share, long step)
    {
        using var scope = NewDisposeScope();
        var pass = new ReplyPass(_policy, part, _options.Checkpointing);
        var old = pass.Of(r => r.Old);
        var loss = GrpoLoss.Of(pass.LogProbabilities, old, pass.Of(r => r.Reference), [.. part.Select(r => (double)r.Advantages[0])], pass.Sequences, _loss);
        var clipped = pass.ClipShare(old, _loss.ClipLow, _loss.ClipHigh);
        return (pass.Backward(loss.Times(share), step), new Dictionary<string, double>(StringComparer.Ordinal) { [MetricNames.ClipShare] = clipped });
    }
}
