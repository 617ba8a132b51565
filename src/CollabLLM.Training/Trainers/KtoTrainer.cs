using CollabLLM.Training.Losses;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// KTO as an objective of <see cref="TrainingLoop"/>: the mean of <see cref="KtoLoss"/> over the replies of a step, whatever number of passes it takes. The divergence is
/// estimated once a step, from the step's prompts with replies to other prompts (<see cref="StrangeReplies"/>), without dropout. The reference is that of
/// <see cref="PreferenceTrainer"/>. Not thread-safe.
/// </summary>
public sealed class KtoTrainer
{
    private readonly Policy _policy;
    private readonly BatchOptions _batches;
    private readonly KtoOptions _loss;
    private readonly BatchOrder<Judged> _order;
    private readonly IReadOnlyList<Judged> _evaluation;

    /// <summary>Checks everything, and computes what the reference says of every reply.</summary>
    /// <param name="policy">What learns.</param>
    /// <param name="replies">What it learns from: wanted and unwanted ones, to at least two prompts.</param>
    /// <param name="batches">What a step reads.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="evaluation">What it is evaluated on; may be empty.</param>
    /// <param name="progress">Gets how much of the reference is computed, from 0 to 1.</param>
    /// <exception cref="TrainingException">The options make no sense, a kind of reply is missing, or a reply is none for this policy; the message names its row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public KtoTrainer(
        Policy policy,
        IReadOnlyList<LabelledReply> replies,
        BatchOptions batches,
        KtoOptions loss,
        IReadOnlyList<LabelledReply> evaluation,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        batches.Validate();
        loss.Validate();
        if (!replies.Any(r => r.Wanted) || replies.All(r => r.Wanted)) throw new TrainingException("There must be wanted and unwanted replies to learn from.");
        LabelledReply[] all = [.. replies, .. evaluation];
        DocumentGuard.Check(policy, [.. all.Select(r => r.Document)]);
        (_policy, _batches, _loss) = (policy, batches, loss);
        TrainingDocument?[] strange =
        [
            .. StrangeReplies.Of([.. replies.Select(r => r.Document)], policy.Shape.TrainedContext), .. StrangeReplies.Of([.. evaluation.Select(r => r.Document)], policy.Shape.TrainedContext),
        ];
        if (strange.Take(replies.Count).All(s => s is null)) throw new TrainingException("Replies to at least two prompts are needed, to tell how far the policy has gone from its reference.");
        var reference = ReplyLikelihoods.OfReference(policy, [.. all.Select(r => r.Document), .. strange.OfType<TrainingDocument>()], 2 * batches.Together, progress, cancellationToken);
        var next = all.Length;
        Judged[] judged = [.. all.Select((reply, i) => new Judged(reply, reference[i], strange[i], strange[i] is null ? 0 : reference[next++]))];
        _order = new(replies.Count, i => judged[i], Judged.Length, batches.Batch, batches.Window, batches.Seed);
        _evaluation = [.. judged.Skip(replies.Count).OrderBy(Judged.Length)];
        Objective = new(Learn, evaluation.Count == 0 ? null : Evaluate, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = "kto",
            ["model"] = RunIdentity.Of(policy),
            ["data"] = Identity(replies),
            ["evaluation data"] = Identity(evaluation),
            ["batches"] = batches.Described,
            ["preference loss"] = FormattableString.Invariant($"beta {loss.Beta}, weights {loss.Desirable} and {loss.Undesirable}"),
            ["seed"] = FormattableString.Invariant($"{batches.Seed}"),
        });
    }

    /// <summary>What a loop runs.</summary>
    public TrainingObjective Objective { get; }

    /// <summary>Steps of an epoch.</summary>
    public long EpochSteps => _order.EpochSteps!.Value;

    private static string Identity(IReadOnlyList<LabelledReply> replies) =>
        $"{RunIdentity.Of([.. replies.Where(r => r.Wanted).Select(r => r.Document)])} {RunIdentity.Of([.. replies.Where(r => !r.Wanted).Select(r => r.Document)])}";

    private StepOutcome Learn(long step)
    {
        var batch = _order.At(step);
        var strange = Strange(batch);
        var sums = new Sums();
        foreach (var part in batch.Chunk(_batches.Together))
        {
            using var scope = NewDisposeScope();
            var pass = _policy.Begin(Batch(part), _batches.Checkpointing);
            var (loss, rewards) = Loss(pass, part, strange);
            // The mean over the step is the means of its passes, each by its share of the replies.
            var value = loss.Times(part.Length / (double)batch.Count);
            NumberGuard.Check(sums.Add(loss, rewards, part), "loss", step, [.. part.Select(j => j.Reply.Document.Row)]);
            value.backward();
            pass.Backward();
        }
        return new(sums.Loss, batch.Sum(j => (long)j.Reply.Document.Tokens.Length), [.. batch.Select(j => j.Reply.Document.Row)], sums.Values(strange));
    }

    private EvaluationOutcome Evaluate()
    {
        using var none = no_grad();
        var strange = Strange(_evaluation);
        var sums = new Sums();
        foreach (var part in _evaluation.Chunk(_batches.Together))
        {
            using var scope = NewDisposeScope();
            var (loss, rewards) = Loss(_policy.Begin(Batch(part)), part, strange);
            sums.Add(loss, rewards, part);
        }
        return new(sums.Loss, sums.Values(strange));
    }

    /// <summary>log π − log π_ref of replies under prompts that they do not belong to; a zero when there is none.</summary>
    private float[] Strange(IReadOnlyList<Judged> batch)
    {
        Judged[] known = [.. batch.Where(j => j.Strange is not null)];
        if (known.Length == 0) return [0];
        var now = ReplyLikelihoods.Measure(_policy, [.. known.Select(j => j.Strange!)], 2 * _batches.Together);
        return [.. now.Zip(known, (value, j) => value - j.StrangeReference)];
    }

    private static TokenBatch Batch(IReadOnlyList<Judged> part) => TokenBatch.Of(part.Select(j => j.Reply.Document.Tokens));

    private (Tensor Loss, Tensor Rewards) Loss(PolicyPass pass, IReadOnlyList<Judged> part, float[] strange)
    {
        var wanted = tensor(part.Select(j => j.Reply.Wanted).ToArray()).to(_policy.Options.Place);
        return KtoLoss.Of(ReplyLikelihoods.Of(pass, [.. part.Select(j => j.Reply.Document)]), Values(part.Select(j => j.Reference)), wanted, Values(strange), _loss);
    }

    private Tensor Values(IEnumerable<float> values) => tensor(values.ToArray()).to(_policy.Options.Exact).to(_policy.Options.Place);

    /// <summary>A reply with what the reference says of it, and of a reply to another prompt in its place.</summary>
    private sealed record Judged(LabelledReply Reply, float Reference, TrainingDocument? Strange, float StrangeReference)
    {
        public static int Length(Judged judged) => judged.Reply.Document.Tokens.Length;
    }

    /// <summary>Adds up what the passes of a step or an evaluation find, weighted by their replies.</summary>
    private sealed class Sums
    {
        private readonly List<(double Reward, bool Wanted)> _rewards = [];
        private double _loss;

        public double Loss => _loss / _rewards.Count;

        /// <returns>The loss of the pass.</returns>
        public double Add(Tensor loss, Tensor rewards, IReadOnlyList<Judged> part)
        {
            var value = loss.to(ScalarType.Float64).item<double>();
            _loss += value * part.Count;
            _rewards.AddRange(PolicyFile.Values(rewards).Zip(part, (reward, j) => ((double)reward, j.Reply.Wanted)));
            return value;
        }

        public IReadOnlyDictionary<string, double> Values(float[] strange)
        {
            var values = new Dictionary<string, double>(StringComparer.Ordinal) { [MetricNames.Kl] = Math.Max(0, strange.Average(s => (double)s)) };
            var (wanted, unwanted) = (Mean(true), Mean(false));
            // A step may hold replies of one kind only.
            if (wanted is { } won) values[MetricNames.ChosenReward] = won;
            if (unwanted is { } lost) values[MetricNames.RejectedReward] = lost;
            if (wanted - unwanted is { } margin) values[MetricNames.Margin] = margin;
            return values;
        }

        private double? Mean(bool wanted)
        {
            double[] rewards = [.. _rewards.Where(r => r.Wanted == wanted).Select(r => r.Reward)];
            return rewards.Length == 0 ? null : rewards.Average();
        }
    }
}
