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
/// <param name="optimizer">Of the policy's trainable parameters, in their order.</param>
/// <param name="options">How the run goes.</param>
/// <param name="time">For the speed.</param>
public sealed class TrainingLoop(Policy policy, AdamWOptimizer optimizer, LoopOptions options, TimeProvider time)
{
    /// <summary>Runs to the end, or goes on with what the folder holds. Cancelled, it keeps the step that it is in and ends.</summary>
    /// <returns>Where the run ended.</returns>
    /// <exception cref="TrainingException">The options cannot be, the folder holds another run, or a loss or gradient is no number any more.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; a checkpoint is there.</exception>
    public RunState Run(TrainingRun run, TrainingObjective objective, IProgress<StepMetrics>? progress = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        if (options.EvaluateEvery > 0 && objective.Evaluate is null) throw new TrainingException("There is nothing to evaluate on.");
        if (policy.Options.Exact != torch.ScalarType.Float32) throw new TrainingException("Runs are kept in float32: a policy in float64 cannot be trained so.");
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
            (state, var metrics) = Step(run, objective, state, settings);
            run.Append(metrics);
            if (state.IsFinished || state.Step % options.SaveEvery == 0) run.Save(policy, optimizer, state, settings);
            progress?.Report(metrics);
        }
        if (options.Patience is not null && state.Worse > 0) run.RestoreBest(policy, optimizer, settings);
        run.Report(settings);
        return state;
    }

    private (RunState State, StepMetrics Metrics) Step(TrainingRun run, TrainingObjective objective, RunState state, IReadOnlyDictionary<string, string> settings)
    {
        var began = time.GetTimestamp();
        optimizer.ZeroGradients();
        policy.Training = true;
        var outcome = objective.Learn(state.Step);
        policy.Training = false;
        NumberGuard.Check(outcome.Loss, "loss", state.Step, outcome.Rows);
        var norm = optimizer.ClipGradients(options.Clip);
        NumberGuard.Check(norm, "norm of the gradients", state.Step, outcome.Rows);
        var rate = options.Rate.At(state.Step, options.Share(state));
        optimizer.Step(rate);
        state = state with { Step = state.Step + 1, Tokens = state.Tokens + outcome.Tokens, Loss = outcome.Loss };
        var speed = outcome.Tokens / Math.Max(1e-9, time.GetElapsedTime(began).TotalSeconds);
        var share = options.Share(state);
        EvaluationOutcome? evaluation = null;
        if (options.EvaluateEvery > 0 && (share >= 1 || state.Step % options.EvaluateEvery == 0))
        {
            evaluation = objective.Evaluate!();
            if (!double.IsFinite(evaluation.Loss)) throw new TrainingException($"After step {state.Step} the loss of the evaluation is no number. The last checkpoint is kept; a lower learning rate may help.");
            state = evaluation.Loss < (state.Best ?? double.PositiveInfinity) ? state with { Best = evaluation.Loss, Worse = 0 } : state with { Worse = state.Worse + 1 };
            if (options.Patience is not null && state.Worse == 0) run.SaveBest(policy, optimizer, state, settings);
        }
        state = state with { IsFinished = share >= 1 || state.Worse >= options.Patience };
        return (state, new(state.Step, state.Tokens, outcome.Loss, rate, norm, speed, evaluation?.Loss, share, outcome.Values, evaluation?.Values));
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
