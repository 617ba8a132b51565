namespace CollabLLM.Gguf.Scheduling;

/// <summary>Decides what the next step evaluates: one token of every reply under way, then slices of prompts in order of arrival.</summary>
internal sealed class BatchPlanner(ITokenEngine engine, SchedulerOptions options)
{
    private readonly List<Generation> _members = [];
    private readonly List<TokenSlice> _slices = [];

    /// <summary>The generations of the planned step, in the order of <see cref="Slices"/>.</summary>
    public IReadOnlyList<Generation> Members => _members;

    public IReadOnlyList<TokenSlice> Slices => _slices;

    /// <param name="running">Admitted generations, oldest first.</param>
    /// <param name="begin">Gives a generation its sequence; false when it failed and is out.</param>
    public void Plan(IReadOnlyList<Generation> running, Func<Generation, bool> begin)
    {
        _members.Clear();
        _slices.Clear();
        foreach (var generation in running)
        {
            if (!generation.InPrompt && _slices.Count < engine.MaxBatchTokens) Add(generation, 1);
        }
        var budget = engine.MaxBatchTokens - _slices.Count;
        if (_slices.Count > 0) budget = Math.Min(budget, options.PrefillSlice);
        for (var i = 0; i < running.Count && budget > 0; i++)
        {
            var generation = running[i];
            if (!generation.InPrompt) continue;
            if (generation.Sequence is null && (AwaitsPrefix(running, i) || !begin(generation))) continue;
            budget -= Add(generation, budget);
        }
    }

    private int Add(Generation generation, int budget)
    {
        var slice = generation.NextSlice(budget);
        _members.Add(generation);
        _slices.Add(slice);
        return slice.Tokens.Length;
    }

    /// <summary>An older prompt with the same beginning is still being read: when it is through, its work can be shared.</summary>
    private bool AwaitsPrefix(IReadOnlyList<Generation> running, int index)
    {
        var own = running[index];
        for (var i = 0; i < index; i++)
        {
            var older = running[i];
            if (!older.InPrompt || older.Request.Adapter != own.Request.Adapter) continue;
            var common = older.Prompt.AsSpan().CommonPrefixLength(own.Prompt) / engine.TokenGranularity * engine.TokenGranularity;
            if (older.Evaluated < common) return true;
        }
        return false;
    }
}
