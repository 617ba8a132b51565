using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Rewards;
using CollabLLM.Training.Policies;

namespace CollabLLM.Training.Rollouts;

/// <summary>
/// Rollouts through Core's simulation: the policy talks with a simulated user up to a turn, each turn of the conversation being as likely as the others, draws several replies there,
/// and every one of them is carried on into futures that are scored (<see cref="MultiturnReward"/>). All contexts of a step run at the same time. Every draw has a seed that follows from the
/// step and its place, so timing changes nothing. Replies with the same text share their futures.
/// </summary>
public sealed class SimulatedRollouts : IRolloutSource
{
    private readonly RolloutTask _task;
    private readonly RolloutOptions _options;
    private readonly TimeProvider _time;
    private readonly IProgress<double>? _progress;

    /// <param name="task">Who talks with the policy, about what, for which reward.</param>
    /// <param name="options">How many replies a step draws.</param>
    /// <param name="time">For pauses between calls that get no answer.</param>
    /// <param name="progress">Hears which share of a step's contexts is done, from other threads; may be null.</param>
    /// <exception cref="TrainingException">The options make no sense, or there is no goal.</exception>
    public SimulatedRollouts(RolloutTask task, RolloutOptions options, TimeProvider time, IProgress<double>? progress = null)
    {
        options.Validate();
        if (task.Goals.Count == 0) throw new TrainingException("Without a goal there is nothing to talk about.");
        (_task, _options, _time, _progress) = (task, options, time, progress);
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["goals"] = $"{task.Goals.Count} {Short(string.Join('\n', task.Goals.Select(g => $"{g.Id}\t{g.Prompt}\t{g.Completion}\t{g.Metadata.ToJsonString()}")))}",
            ["user"] = $"{task.User.Name} {task.User.Version}",
            ["reward"] = FormattableString.Invariant($"{task.Rule.Form} {string.Join(", ", task.Rule.Terms.Select(t => $"{t.Signature}={t.Weight.ToString("R", CultureInfo.InvariantCulture)}"))}, solved at {task.Rule.SolvedAt}"),
            ["scored by"] = task.ScoredBy,
            ["futures"] = FormattableString.Invariant($"{task.Allocation.Least} to {task.Allocation.Most} at {task.Allocation.Confidence}, {options.FutureMessages} messages"),
            ["rollouts"] = FormattableString.Invariant($"{options.Contexts} contexts of at most {options.MaxMessages} messages, {options.Replies} replies of at most {options.ReplyTokens} tokens, seed {options.Seed}"),
        };
        if (options.Engine is { } engine) Settings = new Dictionary<string, string>(Settings, StringComparer.Ordinal) { ["engine"] = $"{engine}" };
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <inheritdoc/>
    public long? EpochSteps => (_task.Goals.Count + _options.Contexts - 1) / _options.Contexts;

    /// <inheritdoc/>
    /// <exception cref="TrainingException">The policy cannot talk.</exception>
    /// <exception cref="Core.InputException">A goal lacks what the simulated user or a metric needs.</exception>
    /// <exception cref="BudgetException">The budget of the run is spent.</exception>
    public async Task<RolloutBatch> DrawAsync(Policy policy, long step, CancellationToken cancellationToken)
    {
        using var snapshot = PolicySnapshot.Open(policy, _options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var drawing = new ContextDraw(snapshot, _task, _options, Seeds.Derive(_options.Seed, FormattableString.Invariant($"step {step}")), _time);
        var done = 0;
        var drawn = await Task.WhenAll(Goals(step).Select(async (goal, i) =>
        {
            try
            {
                var context = await drawing.RunAsync(goal, FormattableString.Invariant($"s{step}/{i}"), stop.Token);
                _progress?.Report(Interlocked.Increment(ref done) / (double)_options.Contexts);
                return context;
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }));
        var failures = drawn.SelectMany(d => d.Failures).CountBy(f => f).OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal);
        return new([.. drawn.Select(d => d.Group).OfType<RolloutGroup>()], failures.ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>The goals of a step: all of them, mixed, before one comes again.</summary>
    private IEnumerable<Goal> Goals(long step)
    {
        (long Epoch, int[] Order)? mixed = null;
        for (var i = 0; i < _options.Contexts; i++)
        {
            var (epoch, place) = Math.DivRem((step * _options.Contexts) + i, _task.Goals.Count);
            if (mixed is not { } known || known.Epoch != epoch)
            {
                int[] order = [.. Enumerable.Range(0, _task.Goals.Count)];
                new PythonRandom(Seeds.Derive(_options.Seed, FormattableString.Invariant($"epoch {epoch}"))).Shuffle(order);
                mixed = known = (epoch, order);
            }
            yield return _task.Goals[known.Order[place]];
        }
    }

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
