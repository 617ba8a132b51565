using System.Collections.Concurrent;
using CollabLLM.Core.Conversations;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Calls;

/// <summary>
/// The one way by which Core asks a model: from the journal if it was answered before; else within the budget, in a slot of the endpoint, a bounded number of times;
/// on disk before it is returned. Thread-safe.
/// </summary>
public sealed class CallRunner(CallLedger ledger, TimeProvider time, CallJournal? journal = null, CallBudget? budget = null, RetryPolicy? retry = null)
{
    private readonly BudgetGuard _budget = new(budget ?? CallBudget.Unlimited);
    private readonly RetryPolicy _retry = retry ?? RetryPolicy.Default;
    private readonly ConcurrentDictionary<string, CallSlots> _slots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _underWay = new(StringComparer.Ordinal);

    public CallLedger Ledger { get; } = ledger;

    /// <exception cref="CallFailedException">No answer after all attempts; it holds the first cause.</exception>
    /// <exception cref="BudgetException">The budget does not allow it; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The caller's token, and nothing else.</exception>
    public async Task<CallReply> AskAsync(ModelCall call, CancellationToken cancellationToken)
    {
        if (journal is null) return await AskNowAsync(call, "", cancellationToken);
        var key = CallKey.Of(call);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Who asks the same while it is under way waits and then finds it in the journal; if the first one failed, the next tries.
        while (_underWay.GetOrAdd(key, mine.Task) is var other && other != mine.Task) await other.WaitAsync(cancellationToken);
        try
        {
            return journal.Find(key) is { } line ? Replay(call, line) : await AskNowAsync(call, key, cancellationToken);
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            mine.SetResult();
        }
    }

    private CallReply Replay(ModelCall call, JournalLine line)
    {
        var cost = CostOf(call.Model.Price, line.Usage);
        var reply = new CallReply(line.Text, line.Usage, cost, line.Finish, TimeSpan.FromMilliseconds(line.LatencyMs), line.Attempts, Replayed: true);
        _budget.Replayed(cost);
        Ledger.Answered(call, reply);
        return reply;
    }

    private async Task<CallReply> AskNowAsync(ModelCall call, string key, CancellationToken cancellationToken)
    {
        var slots = _slots.GetOrAdd(call.Model.Endpoint ?? call.Model.Name, (_, model) => new CallSlots(model.Concurrency), call.Model);
        Exception? first = null;
        for (var attempt = 1; ; attempt++)
        {
            var (reply, failed) = await TryAsync(call, key, slots, attempt, cancellationToken);
            if (reply is not null) return reply;
            first ??= failed;
            if (attempt >= _retry.Attempts || !call.Model.IsTransient(failed!))
            {
                var sentence = $"{call.Model.Name} gave no answer ({first!.Message.TrimEnd('.')}){(attempt > 1 ? $" in {attempt} attempts" : "")}.";
                throw new CallFailedException(new(FailureKind.Infrastructure, sentence), first);
            }
            await Task.Delay(_retry.Pause(attempt, Seeds.Derive(attempt, call.Address) / (double)int.MaxValue), time, cancellationToken);
        }
    }

    private async Task<(CallReply? Reply, Exception? Failed)> TryAsync(ModelCall call, string key, CallSlots slots, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            return (await AttemptAsync(call, key, slots, attempt, cancellationToken), null);
        }
        catch (Exception e) when (e is not OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cancelled.", e, cancellationToken);
        }
        catch (Exception e) when (e is not BudgetException and not InputException && !cancellationToken.IsCancellationRequested)
        {
            Ledger.AttemptFailed(call);
            return (null, e);
        }
    }

    private async Task<CallReply> AttemptAsync(ModelCall call, string key, CallSlots slots, int attempt, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(call.Priority, cancellationToken);
        try
        {
            var reply = _retry.BackupAfter is { } after
                ? await RaceAsync(call, slots, attempt, after, cancellationToken)
                : await SendAsync(call, attempt, cancellationToken, cancellationToken);
            journal?.Append(new(
                key, call.Address, call.Role.ToString(), call.Model.Name, call.Model.Fingerprint, reply.Text, reply.FinishReason,
                reply.Usage.InputTokens, reply.Usage.CachedInputTokens, reply.Usage.OutputTokens, reply.Latency.TotalMilliseconds, attempt));
            Ledger.Answered(call, reply);
            return reply;
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>The call in the slot that it has, and after a while once more in one that is idle. The first answer counts.</summary>
    private async Task<CallReply> RaceAsync(ModelCall call, CallSlots slots, int attempt, TimeSpan after, CancellationToken cancellationToken)
    {
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = SendAsync(call, attempt, race.Token, cancellationToken);
        var second = BackUpAsync(call, slots, attempt, after, race.Token, cancellationToken);
        try
        {
            if (await Task.WhenAny((Task)first, second) == second && await second is { } sooner) return sooner;
            return await first;
        }
        finally
        {
            await race.CancelAsync();
            await Task.WhenAll((Task)first, second).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Null when it came to nothing: the first try decides then.</returns>
    private async Task<CallReply?> BackUpAsync(ModelCall call, CallSlots slots, int attempt, TimeSpan after, CancellationToken race, CancellationToken caller)
    {
        try
        {
            await Task.Delay(after, time, race);
            await slots.WaitAsync(CallSlots.Idle, race);
            try
            {
                return await SendAsync(call, attempt, race, caller);
            }
            finally
            {
                slots.Release();
            }
        }
        // Whatever it is: without the second try the first goes on as if there had been none.
        catch (Exception)
        {
            return null;
        }
    }

    /// <param name="caller">Cancelled, nobody wants an answer any more. <paramref name="cancellationToken"/> alone: the other try was sooner.</param>
    private async Task<CallReply> SendAsync(ModelCall call, int attempt, CancellationToken cancellationToken, CancellationToken caller)
    {
        var worst = WorstCost(call);
        await _budget.ReserveAsync(call.Model.Name, worst, cancellationToken);
        CallReply? reply = null;
        try
        {
            var started = time.GetTimestamp();
            var options = call.Settings.ToChatOptions();
            if (call.Schema is { } schema) options.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "reply");
            var response = await call.Model.Client.GetResponseAsync(call.Messages, options, cancellationToken);
            var usage = new TokenUsage((int?)response.Usage?.InputTokenCount, (int?)response.Usage?.OutputTokenCount, (int?)response.Usage?.CachedInputTokenCount);
            reply = new(response.Text, usage, CostOf(call.Model.Price, usage), response.FinishReason?.Value, time.GetElapsedTime(started), attempt, Replayed: false);
            return reply;
        }
        finally
        {
            _budget.Settle(worst, reply is not null, reply?.Cost);
            if (reply is null && cancellationToken.IsCancellationRequested && !caller.IsCancellationRequested) Ledger.AttemptFailed(call);
        }
    }

    private static decimal? CostOf(ModelPrice? price, TokenUsage usage)
    {
        if (price is null || usage.InputTokens is not { } input || usage.OutputTokens is not { } output) return null;
        var cached = Math.Min(usage.CachedInputTokens ?? 0, input);
        return (((input - cached) * price.InputPerMillion) + (cached * (price.CachedInputPerMillion ?? price.InputPerMillion)) + (output * price.OutputPerMillion)) / 1_000_000m;
    }

    /// <summary>With every token of the reply used. A host that does not say how long a reply may be is taken at 4096.</summary>
    private static decimal? WorstCost(ModelCall call)
    {
        if (call.Model.Price is null) return null;
        var input = call.Messages.Sum(m => call.Model.CountTokens(m.Text) + PromptBuilder.TokensPerMessage);
        return CostOf(call.Model.Price, new(input, call.Settings.MaxOutputTokens ?? 4096, 0));
    }
}
