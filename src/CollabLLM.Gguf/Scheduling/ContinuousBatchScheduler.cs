using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CollabLLM.Gguf.Sampling;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Gguf.Scheduling;

/// <summary>
/// Shares one engine among any number of requests: admits them in order of arrival as far as capacity is certain to suffice, evaluates all
/// of them together token by token, and lets them come and go between steps. Owns the engine and the thread that drives it. Thread-safe.
/// </summary>
public sealed partial class ContinuousBatchScheduler : IDisposable
{
    private readonly ITokenEngine _engine;
    private readonly ILogger _logger;
    private readonly BatchPlanner _planner;
    private readonly SeededRandom _seeds;
    private readonly ConcurrentQueue<Generation> _arrived = new();
    private readonly ConcurrentQueue<Action> _errands = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly Queue<Generation> _waiting = new();
    private readonly List<Generation> _running = [];
    private readonly Thread _thread;
    private readonly Lock _seedLock = new();
    private int _reserved;
    private int _waitingCount;
    private int _runningCount;
    private int _disposed;
    private volatile bool _stopping;

    /// <param name="engine">Evaluates the tokens; belongs to the scheduler from here on and is disposed with it.</param>
    /// <param name="options">How the engine is shared.</param>
    /// <param name="logger">Hears of steps that failed; never of what people write.</param>
    public ContinuousBatchScheduler(ITokenEngine engine, SchedulerOptions options, ILogger logger)
    {
        (_engine, _logger) = (engine, logger);
        _planner = new(engine, options);
        _seeds = new(options.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)));
        _thread = new(Loop) { IsBackground = true, Name = "gguf scheduler" };
        _thread.Start();
    }

    /// <summary>Requests that are not admitted yet.</summary>
    public int Waiting => Volatile.Read(ref _waitingCount);

    /// <summary>Requests being evaluated.</summary>
    public int Running => Volatile.Read(ref _runningCount);

    /// <summary>
    /// Generates text. The last chunk carries the end. Cancelling, or leaving the enumeration early, frees the sequence at the next step.
    /// Whatever goes wrong with one request ends that request alone; only a failing evaluation ends all that were part of it.
    /// </summary>
    /// <exception cref="PromptTooLongException">The prompt leaves no room for a reply.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or names an unknown token, or a setting makes no sense.</exception>
    /// <exception cref="ObjectDisposedException">The model was unloaded before the end.</exception>
    public async IAsyncEnumerable<GenerationChunk> GenerateAsync(
        GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var generation = Accept(request, cancellation.Token);
        try
        {
            Interlocked.Increment(ref _waitingCount);
            _arrived.Enqueue(generation);
            // A stop that came in between would leave the request unread: the flag is set before the queue is emptied for the last time.
            if (_stopping) generation.Fail(new ObjectDisposedException(nameof(ContinuousBatchScheduler)));
            else _work.Set();
            await foreach (var chunk in generation.Chunks.ReadAllAsync(cancellationToken)) yield return chunk;
        }
        finally
        {
            await cancellation.CancelAsync();
        }
    }

    /// <summary>Runs something that uses the engine on its thread, between steps; the task gets what it returns or throws.</summary>
    /// <exception cref="ObjectDisposedException">The scheduler was disposed.</exception>
    public Task<T> InvokeAsync<T>(Func<T> errand)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _errands.Enqueue(() =>
        {
            try
            {
                ObjectDisposedException.ThrowIf(_stopping, this);
                done.TrySetResult(errand());
            }
            catch (Exception e)
            {
                // Whoever asked gets it.
                done.TrySetException(e);
            }
        });
        if (_stopping) done.TrySetException(new ObjectDisposedException(nameof(ContinuousBatchScheduler)));
        else _work.Set();
        return done.Task;
    }

    /// <summary>
    /// Waits for the evaluation under way, ends every request with <see cref="ObjectDisposedException"/>, and disposes the engine. Not to be
    /// called from a request's own callbacks.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _stopping = true;
        _work.Set();
        _thread.Join();
        _work.Dispose();
        _engine.Dispose();
    }

    private Generation Accept(GenerationRequest request, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (request.Prompt.Count == 0) throw new ArgumentException("The prompt is empty.", nameof(request));
        if (request.MaxTokens is <= 0) throw new ArgumentOutOfRangeException(nameof(request), "The number of tokens to generate must be above 0.");
        foreach (var token in request.Prompt)
        {
            if ((uint)token >= (uint)_engine.VocabularySize) throw new ArgumentException($"Token {token} is not in the vocabulary.", nameof(request));
        }
        var room = _engine.ContextTokens - request.Prompt.Count;
        if (room <= 0) throw new PromptTooLongException(request.Prompt.Count, _engine.ContextTokens);
        var most = Math.Min(request.MaxTokens ?? room, room);
        var granularity = _engine.TokenGranularity;
        lock (_seedLock)
        {
            return new(request, most, _seeds.NextInt64(), cancellation)
            {
                Reserved = (request.Prompt.Count + most + granularity - 1) / granularity * granularity,
            };
        }
    }

    private void Loop()
    {
        while (!_stopping)
        {
            try
            {
                if (!Step()) _work.WaitOne();
            }
            catch (Exception e)
            {
                // Nothing a request does may end the loop: those under way fail, the next ones find a clean table.
                LogStepFailed(_logger, e);
                FailAll(e);
            }
        }
        FailAll(new ObjectDisposedException(nameof(ContinuousBatchScheduler), "The model was unloaded."));
    }

    /// <summary>One step; false when there is nothing to do.</summary>
    private bool Step()
    {
        while (_errands.TryDequeue(out var errand)) errand();
        while (_arrived.TryDequeue(out var arrived)) _waiting.Enqueue(arrived);
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            if (_running[i].Cancellation.IsCancellationRequested) Remove(_running[i], new OperationCanceledException(_running[i].Cancellation));
        }
        Admit();
        _planner.Plan([.. _running], Begin);
        if (_planner.Slices.Count == 0) return _running.Count > 0 || !_arrived.IsEmpty || !_errands.IsEmpty;
        Evaluate();
        return true;
    }

    private void Admit()
    {
        while (_waiting.TryPeek(out var next))
        {
            if (!next.Cancellation.IsCancellationRequested)
            {
                if (next.Reserved > _engine.CapacityTokens)
                {
                    next.Fail(new InvalidOperationException("The request needs more memory for keys and values than this model was given."));
                }
                else if (_running.Count >= _engine.MaxSequences || _reserved + next.Reserved > _engine.CapacityTokens)
                {
                    return;
                }
                else
                {
                    _running.Add(next);
                    _reserved += next.Reserved;
                    Interlocked.Increment(ref _runningCount);
                }
            }
            else
            {
                next.Fail(new OperationCanceledException(next.Cancellation));
            }
            _waiting.Dequeue();
            Interlocked.Decrement(ref _waitingCount);
        }
    }

    private bool Begin(Generation generation)
    {
        try
        {
            generation.Begin(_engine.Begin(generation.Prompt, generation.Request.Adapter));
            return true;
        }
        catch (Exception e)
        {
            // An unknown adapter, for instance: only this request is wrong.
            Remove(generation, e);
            return false;
        }
    }

    private void Evaluate()
    {
        try
        {
            _engine.Evaluate(_planner.Slices);
        }
        catch (Exception e)
        {
            // The state of these sequences is unknown now; others are untouched.
            LogStepFailed(_logger, e);
            foreach (var generation in _planner.Members) Remove(generation, e);
            return;
        }
        for (var i = 0; i < _planner.Members.Count; i++)
        {
            if (!_planner.Slices[i].WantLogits) continue;
            var generation = _planner.Members[i];
            try
            {
                if (generation.Sample()) Remove(generation, null);
            }
            catch (Exception e)
            {
                // Sampling and decoding belong to one request alone.
                Remove(generation, e);
            }
        }
    }

    private void Remove(Generation generation, Exception? failure)
    {
        if (!_running.Remove(generation)) return;
        _reserved -= generation.Reserved;
        Interlocked.Decrement(ref _runningCount);
        try
        {
            generation.Release();
        }
        catch (Exception e)
        {
            // An engine that cannot let go of a sequence must not take the loop, and everybody else's replies, with it.
            LogReleaseFailed(_logger, e);
        }
        if (failure is not null) generation.Fail(failure);
    }

    private void FailAll(Exception reason)
    {
        while (_running.Count > 0) Remove(_running[^1], reason);
        while (_waiting.TryDequeue(out var waiting)) Drop(waiting);
        while (_arrived.TryDequeue(out var arrived)) Drop(arrived);
        if (_stopping) while (_errands.TryDequeue(out var errand)) errand();

        void Drop(Generation generation)
        {
            Interlocked.Decrement(ref _waitingCount);
            generation.Fail(reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A decoding step failed.")]
    private static partial void LogStepFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A sequence could not be released.")]
    private static partial void LogReleaseFailed(ILogger logger, Exception exception);
}
