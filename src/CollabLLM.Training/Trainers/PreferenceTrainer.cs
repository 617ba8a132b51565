using CollabLLM.Training.Losses;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Offline DPO as an objective of <see cref="TrainingLoop"/>: the mean of <see cref="PreferenceLoss"/> over the pairs of a step, whatever number of passes it takes. The
/// reference is the policy with its adapter off, or, without one, with the weights that it has here: make the trainer before a checkpoint is restored, and put on what an earlier
/// stage learnt by merging it. Not thread-safe.
/// </summary>
public sealed class PreferenceTrainer
{
    private readonly Policy _policy;
    private readonly BatchOptions _batches;
    private readonly PreferenceOptions _loss;
    private readonly double _meanChosen;
    private readonly BatchOrder<Compared> _order;
    private readonly IReadOnlyList<Compared> _evaluation;

    /// <summary>Checks everything, and computes what the reference says of every reply.</summary>
    /// <param name="policy">What learns.</param>
    /// <param name="pairs">What it learns from.</param>
    /// <param name="batches">What a step reads, in pairs.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="evaluation">What it is evaluated on; may be empty.</param>
    /// <param name="progress">Gets how much of the reference is computed, from 0 to 1.</param>
    /// <exception cref="TrainingException">The options make no sense, there is no pair, or a pair is none for this policy; the message names its row.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PreferenceTrainer(
        Policy policy,
        IReadOnlyList<PreferencePair> pairs,
        BatchOptions batches,
        PreferenceOptions loss,
        IReadOnlyList<PreferencePair> evaluation,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        batches.Validate();
        loss.Validate();
        if (pairs.Count == 0) throw new TrainingException("There is no pair to learn from.");
        PreferencePair[] all = [.. pairs, .. evaluation];
        DocumentGuard.Check(policy, [.. all.SelectMany(Documents)]);
        if (all.FirstOrDefault(p => p.Chosen.Tokens.SequenceEqual(p.Rejected.Tokens)) is { } same)
        {
            throw new TrainingException($"In row {same.Row} the rejected reply is the same as the chosen one, so nothing can be preferred.");
        }
        (_policy, _batches, _loss, _meanChosen) = (policy, batches, loss, pairs.Average(p => p.Chosen.Places.Count()));
        var reference = ReplyLikelihoods.OfReference(policy, [.. all.SelectMany(Documents)], 2 * batches.Together, progress, cancellationToken);
        Compared[] compared = [.. all.Select((pair, i) => new Compared(pair, reference[2 * i], reference[(2 * i) + 1]))];
        _order = new(pairs.Count, i => compared[i], Compared.Length, batches.Batch, batches.Window, batches.Seed);
        _evaluation = [.. compared.Skip(pairs.Count).OrderBy(Compared.Length)];
        Objective = new(Learn, evaluation.Count == 0 ? null : Evaluate, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = "dpo",
            ["model"] = RunIdentity.Of(policy),
            ["data"] = RunIdentity.Of([.. pairs.SelectMany(Documents)]),
            ["evaluation data"] = RunIdentity.Of([.. evaluation.SelectMany(Documents)]),
            ["batches"] = batches.Described,
            ["preference loss"] = FormattableString.Invariant($"beta {loss.Beta}, label smoothing {loss.LabelSmoothing}, {(loss.PerToken ? "per token" : "over whole replies")}{(loss.ChosenWeight > 0 ? $", chosen weight {loss.ChosenWeight}" : "")}"),
            ["seed"] = FormattableString.Invariant($"{batches.Seed}"),
        });
    }

    /// <summary>What a loop runs.</summary>
    public TrainingObjective Objective { get; }

    /// <summary>Steps of an epoch.</summary>
    public long EpochSteps => _order.EpochSteps!.Value;

    private StepOutcome Learn(long step)
    {
        var batch = _order.At(step);
        var sums = new Sums();
        foreach (var part in batch.Chunk(_batches.Together))
        {
            using var scope = NewDisposeScope();
            var pass = _policy.Begin(Batch(part), _batches.Checkpointing);
            var (loss, chosen, rejected) = Loss(pass, part);
            // The mean over the step is the means of its passes, each by its share of the pairs.
            var value = loss.Times(part.Length / (double)batch.Count);
            NumberGuard.Check(sums.Add(loss, chosen, rejected), "loss", step, [.. part.Select(c => c.Pair.Row)]);
            value.backward();
            pass.Backward();
        }
        return new(sums.Loss, batch.Sum(c => (long)c.Pair.Chosen.Tokens.Length + c.Pair.Rejected.Tokens.Length), [.. batch.Select(c => c.Pair.Row)], sums.Values);
    }

    private EvaluationOutcome Evaluate()
    {
        using var none = no_grad();
        var sums = new Sums();
        foreach (var part in _evaluation.Chunk(_batches.Together))
        {
            using var scope = NewDisposeScope();
            var (loss, chosen, rejected) = Loss(_policy.Begin(Batch(part)), part);
            sums.Add(loss, chosen, rejected);
        }
        return new(sums.Loss, sums.Values);
    }

    private static IEnumerable<TrainingDocument> Documents(PreferencePair pair) => [pair.Chosen, pair.Rejected];

    /// <summary>The chosen replies, then the rejected ones.</summary>
    private static TrainingDocument[] Rows(IReadOnlyList<Compared> part) => [.. part.Select(c => c.Pair.Chosen), .. part.Select(c => c.Pair.Rejected)];

    private static TokenBatch Batch(IReadOnlyList<Compared> part) => TokenBatch.Of(Rows(part).Select(d => d.Tokens));

    private (Tensor Loss, Tensor Chosen, Tensor Rejected) Loss(PolicyPass pass, IReadOnlyList<Compared> part)
    {
        var likelihoods = ReplyLikelihoods.Of(pass, Rows(part));
        return PreferenceLoss.Of(
            likelihoods.narrow(0, 0, part.Count),
            likelihoods.narrow(0, part.Count, part.Count),
            Values(part.Select(c => c.Chosen)),
            Values(part.Select(c => c.Rejected)),
            _loss,
            Values(part.Select(c => (float)c.Pair.Chosen.Places.Count())),
            Values(part.Select(c => (float)c.Pair.Rejected.Places.Count())),
            _meanChosen);
    }

    private Tensor Values(IEnumerable<float> values) => tensor(values.ToArray()).to(_policy.Options.Exact).to(_policy.Options.Place);

    /// <summary>A pair with what the reference says of its replies.</summary>
    private sealed record Compared(PreferencePair Pair, float Chosen, float Rejected)
    {
        public static int Length(Compared pair) => Math.Max(pair.Pair.Chosen.Tokens.Length, pair.Pair.Rejected.Tokens.Length);
    }

    /// <summary>Adds up what the passes of a step or an evaluation find, weighted by their pairs.</summary>
    private sealed class Sums
    {
        private double _loss;
        private double _chosen;
        private double _rejected;
        private int _won;
        private int _pairs;

        public double Loss => _loss / _pairs;

        public IReadOnlyDictionary<string, double> Values => new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [MetricNames.Margin] = (_chosen - _rejected) / _pairs,
            [MetricNames.Accuracy] = _won / (double)_pairs,
            [MetricNames.ChosenReward] = _chosen / _pairs,
            [MetricNames.RejectedReward] = _rejected / _pairs,
        };

        /// <returns>The loss of the pass.</returns>
        public double Add(Tensor loss, Tensor chosen, Tensor rejected)
        {
            var (won, lost, value) = (PolicyFile.Values(chosen), PolicyFile.Values(rejected), loss.to(ScalarType.Float64).item<double>());
            _loss += value * won.Length;
            for (var i = 0; i < won.Length; i++)
            {
                _chosen += won[i];
                _rejected += lost[i];
                if (won[i] > lost[i]) _won++;
            }
            _pairs += won.Length;
            return value;
        }
    }
}
