using CollabLLM.Training.Losses;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Supervised fine-tuning as an objective of <see cref="TrainingLoop"/>: −log π over all tokens of a step that count (<see cref="SupervisedLoss"/>), whatever number of passes it takes. A
/// step's gradient is divided by what as many documents of its window weigh on average, and not by what its own do: batches hold documents of like length, and tokens of short ones would
/// count more. Not thread-safe.
/// </summary>
public sealed class SupervisedTrainer
{
    private readonly Policy _policy;
    private readonly BatchOptions _options;
    private readonly BatchOrder<TrainingDocument> _order;
    private readonly IReadOnlyList<TrainingDocument> _evaluation;

    /// <param name="policy">What learns.</param>
    /// <param name="source">What it learns from.</param>
    /// <param name="options">What a step reads.</param>
    /// <param name="evaluation">What it is evaluated on; may be empty.</param>
    /// <exception cref="TrainingException">The options make no sense, or a document is none for this policy; the message names its row. Of data without end documents are looked at as they come.</exception>
    public SupervisedTrainer(Policy policy, IDocumentSource source, BatchOptions options, IReadOnlyList<TrainingDocument> evaluation)
    {
        options.Validate();
        DocumentGuard.Fits(policy, evaluation);
        for (var i = 0; i < (source.Count ?? 0); i++) DocumentGuard.Fits(policy, [source.Read(i)]);
        (_policy, _options, _evaluation) = (policy, options, [.. evaluation.OrderBy(d => d.Tokens.Length)]);
        _order = new(source.Count, source.Read, d => d.Tokens.Length, options.Batch, options.Window, options.Seed);
        Objective = new(Learn, evaluation.Count == 0 ? null : Evaluate, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = "supervised",
            ["model"] = RunIdentity.Of(policy),
            ["data"] = RunIdentity.Of(source),
            ["evaluation data"] = RunIdentity.Of(evaluation),
            ["batches"] = options.Described,
            ["seed"] = FormattableString.Invariant($"{options.Seed}"),
        });
    }

    /// <summary>What a loop runs.</summary>
    public TrainingObjective Objective { get; }

    /// <summary>Steps of an epoch; null for data without end.</summary>
    public long? EpochSteps => _order.EpochSteps;

    private StepOutcome Learn(long step)
    {
        var batch = _order.At(step);
        var weight = batch.Sum(d => d.Weight);
        // Without a gradient the optimiser would go on by what it remembers, or not at all in a run that has just been taken up.
        if (weight == 0) throw new TrainingException($"Nothing is to be learnt from the rows {string.Join(", ", batch.Select(d => d.Row))} of the data.");
        var expected = _order.Around(step).Average(d => d.Weight) * batch.Count;
        var loss = 0.0;
        foreach (var part in batch.Chunk(_options.Together))
        {
            var own = part.Sum(d => d.Weight);
            if (own == 0) continue;
            using var scope = NewDisposeScope();
            var pass = _policy.Begin(TokenBatch.Of(part.Select(d => d.Tokens)), _options.Checkpointing);
            var value = Loss(pass, part);
            var number = value.to(ScalarType.Float64).item<double>();
            NumberGuard.Check(number, "loss", step, [.. part.Select(d => d.Row)]);
            value.Times(own / expected).backward();
            pass.Backward();
            // The mean over the step is the means of its passes, each by its share of the weight.
            loss += number * own / weight;
        }
        return new(loss, batch.Sum(d => (long)d.Tokens.Length), [.. batch.Select(d => d.Row)]);
    }

    private EvaluationOutcome Evaluate()
    {
        using var none = no_grad();
        var (sum, weight) = (0.0, 0.0);
        foreach (var part in _evaluation.Chunk(_options.Together))
        {
            var own = part.Sum(d => d.Weight);
            if (own == 0) continue;
            using var scope = NewDisposeScope();
            sum += own * Loss(_policy.Begin(TokenBatch.Of(part.Select(d => d.Tokens))), part).to(ScalarType.Float64).item<double>();
            weight += own;
        }
        return new(sum / weight);
    }

    private Tensor Loss(PolicyPass pass, IReadOnlyList<TrainingDocument> part)
    {
        var length = part.Max(d => d.Tokens.Length);
        var places = part.SelectMany((d, row) => d.Places.Select(p => ((long)row * length) + p)).ToArray();
        var weights = tensor(part.SelectMany(d => d.Places.Select(p => d.Weights[p])).ToArray()).to(_policy.Options.Exact).to(_policy.Options.Place);
        return SupervisedLoss.Of(pass.LogProbabilities(places), weights);
    }
}
