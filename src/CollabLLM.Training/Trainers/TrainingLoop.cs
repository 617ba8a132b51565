using System.Globalization;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using TorchSharp;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Steps of an objective: gradients, clipping, the optimiser, metrics, evaluations, checkpoints. Deterministic on a processor with the same number of threads; a run that was
/// killed goes on bit by bit as if nothing had happened. Not thread-safe.
/// </summary>
/// <param name="policy">What learns; its dropout is on while it does.</param>
/// <param name="optimizer">Of the policy's trainable parameters in their order, and of what else the objective names.</param>
/// <param name="options">How the run goes.</param>
/// <param name="time">For the speed.</param>
public sealed class TrainingLoop(Policy policy, AdamWOptimizer optimizer, LoopOptions options, TimeProvider time)
{
    /// <summary>
    /// Runs to the end, or goes on with what the folder holds. Cancelled, it keeps the step that it is in and ends. Where the optimiser keeps means of the weights (<see cref="AdamWOptions.Average"/>), the policy has those at the end.
    /// </summary>
    /// <returns>Where the run ended.</returns>
    /// <exception cref="TrainingException">The options cannot be, the folder holds another run, or a loss or gradient is no number any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; a checkpoint is there, of the last step or, where an evaluation was under way, the one that was saved before.</exception>
    public RunState Run(TrainingRun run, TrainingObjective objective, IProgress<StepMetrics>? progress = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        if (options.EvaluateEvery > 0 && objective.Evaluate is null) throw new TrainingException("There is nothing to evaluate on.");
        if (policy.Options.Exact != torch.ScalarType.Float32) throw new TrainingException("Runs are kept in float32: a policy in float64 cannot be trained so.");
        if (objective.Parameters?.Any(p => !optimizer.Parameters.Any(o => ReferenceEquals(o, p))) == true)
        {
            throw new TrainingException("The optimiser does not change all that the objective learns: make it of the objective's parameters.");
        }
        var settings = Settings(objective);
        var state = run.Resume(policy, optimizer, settings);
        while (!state.IsFinished)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                run.Save(policy, optimizer, state, settings);
                run.Report(settings);
                cancellationToken.ThrowIfCancellationRequested();
            }
            StepMetrics metrics;
            var updates = optimizer.Steps;
            try
            {
                (state, metrics) = Step(run, objective, state, settings);
            }
            catch (OperationCanceledException) when (optimizer.Steps == updates)
            {
                // Cancelled while it was drawing: nothing of the step has happened yet.
                run.Save(policy, optimizer, state, settings);
                run.Report(settings);
                throw;
            }
            run.Append(metrics);
            if (state.IsFinished || state.Step % options.SaveEvery == 0) run.Save(policy, optimizer, state, settings);
            progress?.Report(metrics);
        }
        if (options.Patience is not null && state.Worse > 0) run.RestoreBest(policy, optimizer, settings);
        optimizer.ExchangeAverages();
        run.Report(settings);
        return state;
    }

    private (RunState State, StepMetrics Metrics) Step(TrainingRun run, TrainingObjective objective, RunState state, IReadOnlyDictionary<string, string> settings)
    {
        var began = time.GetTimestamp();
        var rate = options.Rate.At(state.Step, options.Share(state));
        var (outcome, norm) = Update(objective, state.Step, rate);
        state = state with { Step = state.Step + 1, Tokens = state.Tokens + outcome.Tokens, Loss = outcome.Loss };
        var speed = outcome.Tokens / Math.Max(1e-9, time.GetElapsedTime(began).TotalSeconds);
        var share = options.Share(state);
        EvaluationOutcome? evaluation = null;
        if (options.EvaluateEvery > 0 && (share >= 1 || state.Step % options.EvaluateEvery == 0))
        {
            // What the run would end with is what is evaluated.
            optimizer.ExchangeAverages();
            try
            {
                evaluation = objective.Evaluate!();
            }
            finally
            {
                optimizer.ExchangeAverages();
            }
            if (!double.IsFinite(evaluation.Loss)) throw new TrainingException($"After step {state.Step} the loss of the evaluation is no number. The last checkpoint is kept; a lower learning rate may help.");
            state = evaluation.Loss < (state.Best ?? double.PositiveInfinity) ? state with { Best = evaluation.Loss, Worse = 0 } : state with { Worse = state.Worse + 1 };
            if (options.Patience is not null && state.Worse == 0) run.SaveBest(policy, optimizer, state, settings);
        }
        state = state with { IsFinished = share >= 1 || state.Worse >= options.Patience };
        return (state, new(state.Step, state.Tokens, outcome.Loss, rate, norm, speed, evaluation?.Loss, share, outcome.Values, evaluation?.Values));
    }

    /// <returns>What the objective says at last, and the largest norm of the gradients.</returns>
    private (StepOutcome Outcome, double Norm) Update(TrainingObjective objective, long step, double rate)
    {
        for (var largest = 0.0; ;)
        {
            optimizer.ZeroGradients();
            policy.Training = true;
            var outcome = objective.Learn(step);
            policy.Training = false;
            NumberGuard.Check(outcome.Loss, "loss", step, outcome.Rows, outcome.Contexts);
            if (!outcome.IsIdle)
            {
                var norm = optimizer.ClipGradients(options.Clip);
                NumberGuard.Check(norm, "norm of the gradients", step, outcome.Rows, outcome.Contexts);
                optimizer.Step(rate);
                largest = Math.Max(largest, norm);
            }
            if (!outcome.GoesOn) return (outcome, largest);
        }
    }

    private Dictionary<string, string> Settings(TrainingObjective objective)
    {
        var settings = objective.Settings.ToDictionary(StringComparer.Ordinal);
        settings["length"] = options.Steps is { } steps ? $"{steps} steps" : $"{options.Tokens} tokens";
        settings["learning rate"] = options.Rate.ToString();
        settings["optimizer"] = optimizer.Options.ToString();
        settings["clipping"] = FormattableString.Invariant($"{options.Clip}");
        // Sums over other numbers of threads round otherwise.
        settings[TrainingRun.Threads] = torch.get_num_threads().ToString(CultureInfo.InvariantCulture);
        settings["evaluation"] = $"every {options.EvaluateEvery} steps, patience {options.Patience?.ToString() ?? "none"}";
        return settings;
    }
}
