using System.Globalization;

namespace CollabLLM.Core.Calls;

/// <summary>
/// Holds a run to its budget, also with many calls under way: a call reserves what it could cost at worst and gives back what it did not. Where only the reservations
/// of others stand in the way it waits for them; where nothing is left it stops. Thread-safe.
/// </summary>
internal sealed class BudgetGuard(CallBudget budget)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private long _calls;
    private decimal _cost;
    private decimal _reserved;

    /// <param name="worst">What it could cost at worst; null when the model has no price.</param>
    /// <exception cref="BudgetException">It would not fit even if everything under way cost nothing.</exception>
    public async Task ReserveAsync(string model, decimal? worst, CancellationToken cancellationToken)
    {
        if (budget.MaxCost is not null && worst is null)
        {
            throw new BudgetException($"A budget of money needs a price for {model}; add it to the price list, or bound the number of calls instead.");
        }
        while (true)
        {
            Task settled;
            lock (_gate)
            {
                var calls = budget.MaxCalls is not { } maxCalls || _calls + _open < maxCalls;
                var cost = budget.MaxCost is not { } maxCost || _cost + _reserved + worst <= maxCost;
                if (calls && cost)
                {
                    _open++;
                    _reserved += worst ?? 0;
                    return;
                }
                if (_open == 0) throw new BudgetException(Sentence(calls, worst));
                settled = _settled.Task;
            }
            await settled.WaitAsync(cancellationToken);
        }
    }

    /// <param name="cost">What it did cost; null when nothing came back, or nobody knows.</param>
    public void Settle(decimal? worst, bool answered, decimal? cost)
    {
        TaskCompletionSource settled;
        lock (_gate)
        {
            _open--;
            _reserved -= worst ?? 0;
            if (answered)
            {
                _calls++;
                _cost += cost ?? worst ?? 0;
            }
            (settled, _settled) = (_settled, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        settled.SetResult();
    }

    /// <summary>A call of an earlier life of the run: it was paid then.</summary>
    public void Replayed(decimal? cost)
    {
        lock (_gate)
        {
            _calls++;
            _cost += cost ?? 0;
        }
    }

    private string Sentence(bool callsFit, decimal? worst) => callsFit
        ? string.Create(CultureInfo.InvariantCulture, $"The budget of {budget.MaxCost} is spent: {_cost:0.######} so far, and the next call could cost {worst:0.######}.")
        : string.Create(CultureInfo.InvariantCulture, $"The budget of {budget.MaxCalls} calls is spent.");
}
