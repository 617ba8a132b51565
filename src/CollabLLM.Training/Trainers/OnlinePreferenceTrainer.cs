using CollabLLM.Training.Losses;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using static TorchSharp.torch;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Online DPO (Guo et al. 2024, arXiv 2402.04792) as an objective of <see cref="TrainingLoop"/>: of the replies that the policy draws to a context, the best and the worst by their
/// multiturn-aware reward are a pair for <see cref="PreferenceLoss"/>, one step of the optimiser for all pairs of a step. Contexts whose rewards do not differ are left out, and a step without
/// a pair changes nothing; both are counted. Not thread-safe.
/// </summary>
public sealed class OnlinePreferenceTrainer
{
    private readonly Policy _policy;
    private readonly OnlineRun _run;
    private readonly PreferenceOptions _loss;
    private readonly OnlineOptions _options;

    /// <param name="policy">With an adapter on frozen weights; off, it is the reference.</param>
    /// <param name="source">Draws at least two replies to each context.</param>
    /// <param name="loss">Of the loss.</param>
    /// <param name="options">How it learns from what was drawn.</param>
    /// <param name="time">For the seconds of rollouts.</param>
    /// <param name="stop">Ends a step that is still drawing.</param>
    /// <exception cref="TrainingException">There is no adapter, or the options make no sense.</exception>
    public OnlinePreferenceTrainer(Policy policy, IRolloutSource source, PreferenceOptions loss, OnlineOptions options, TimeProvider time, CancellationToken stop = default)
    {
        loss.Validate();
        options.Validate();
        (_policy, _run, _loss, _options) = (policy, new(policy, source, time, stop), loss, options);
        Objective = new(Learn, null, _run.Settings("online DPO", loss, options)) { Parameters = policy.TrainableParameters };
    }

    /// <summary>What a loop runs, with an optimiser of its <see cref="TrainingObjective.Parameters"/>.</summary>
    public TrainingObjective Objective { get; }

    private StepOutcome Learn(long step)
    {
        var (_, replies, values) = _run.Draw(step);
        List<(OnlineReply Best, OnlineReply Worst)> pairs = [.. replies.GroupBy(r => r.Group).Select(g => Pair([.. g])).OfType<(OnlineReply, OnlineReply)>()];
        var (loss, margin, right, divergence) = (0.0, 0.0, 0.0, 0.0);
        var meanChosen = pairs.Select(p => (double)p.Best.Length).DefaultIfEmpty().Average();
        foreach (var part in pairs.OrderBy(p => p.Best.Document.Length + p.Worst.Document.Length).Chunk(Math.Max(1, _options.Together / 2)))
        {
            using var scope = NewDisposeScope();
            List<OnlineReply> both = [.. part.Select(p => p.Best), .. part.Select(p => p.Worst)];
            var reference = ReplyPass.Reference(_policy, both);
            var pass = new ReplyPass(_policy, both, _options.Checkpointing);
            var (chosen, rejected) = Halves(SequenceSums.Of(pass.LogProbabilities, pass.Sequences, both.Count));
            var (referenceChosen, referenceRejected) = Halves(SequenceSums.Of(reference, pass.Sequences, both.Count));
            var (chosenLengths, rejectedLengths) = Halves(tensor(both.Select(r => (float)r.Length).ToArray()).to(_policy.Options.Exact).to(_policy.Options.Place));
            var (value, won, lost) = PreferenceLoss.Of(chosen, rejected, referenceChosen, referenceRejected, _loss, chosenLengths, rejectedLengths, meanChosen);
            loss += pass.Backward(value.Times(part.Length / (double)pairs.Count), step);
            var margins = PolicyFile.Values(won.Minus(lost));
            margin += margins.Sum(m => (double)m);
            right += margins.Count(m => m > 0);
            divergence += pass.Divergence(reference) * both.Count;
        }
        values[MetricNames.Pairs] = pairs.Count;
        if (pairs.Count > 0)
        {
            values[MetricNames.Margin] = margin / pairs.Count;
            values[MetricNames.Accuracy] = right / pairs.Count;
            values[MetricNames.Kl] = divergence / (2 * pairs.Count);
        }
        return new(loss, pairs.Sum(p => (long)p.Best.Document.Length + p.Worst.Document.Length), [], values)
        {
            Contexts = [.. pairs.Select(p => p.Best.Context)],
            IsIdle = pairs.Count == 0,
        };

        static (Tensor First, Tensor Second) Halves(Tensor values) => (values.narrow(0, 0, values.shape[0] / 2), values.narrow(0, values.shape[0] / 2, values.shape[0] / 2));
    }

    /// <summary>The first of equals; null when the rewards do not differ enough.</summary>
    private (OnlineReply Best, OnlineReply Worst)? Pair(IReadOnlyList<OnlineReply> group)
    {
        var (best, worst) = (group.MaxBy(r => r.Reply.Reward)!, group.MinBy(r => r.Reply.Reward)!);
        var gap = best.Reply.Reward - worst.Reply.Reward;
        return gap > 0 && gap >= _options.MinimumGap ? (best, worst) : null;
    }
}
