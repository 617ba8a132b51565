using CollabLLM.Gguf.Scheduling;

namespace CollabLLM.Gguf.Tests.Scheduling;

/// <summary>An engine whose next token is always the last one plus one. Records every step; can wait at a gate, and fail when told.</summary>
internal sealed class CountingEngine : ITokenEngine
{
    private readonly List<string> _log = [];
    private readonly List<(int Sequence, int Tokens, bool Prompt)[]> _steps = [];
    private int _opened;
    private int _open;

    public int VocabularySize => 1000;

    public int ContextTokens { get; init; } = 200;

    public int CapacityTokens { get; init; } = 1000;

    public int TokenGranularity => 10;

    public int MaxSequences { get; init; } = 4;

    public int MaxBatchTokens { get; init; } = 50;

    /// <summary>When present, every step waits for a release.</summary>
    public SemaphoreSlim? Gate { get; init; }

    /// <summary>Thrown by the next evaluation whose batch contains this token.</summary>
    public int? FailsOn { get; set; }

    /// <summary>Whether sequences throw when they are released.</summary>
    public bool HoldsOn { get; init; }

    public int Open => Volatile.Read(ref _open);

    public IReadOnlyList<(int Sequence, int Tokens, bool Prompt)[]> Steps
    {
        get
        {
            lock (_steps) return [.. _steps];
        }
    }

    public ITokenSequence Begin(ReadOnlySpan<int> prompt, string? adapter)
    {
        if (adapter == "missing") throw new ArgumentException("This model has no adapter missing.");
        Interlocked.Increment(ref _open);
        return new Sequence(this, _opened++, prompt.Length);
    }

    public void Evaluate(IReadOnlyList<TokenSlice> slices)
    {
        Gate?.Wait();
        lock (_steps)
        {
            _steps.Add([.. slices.Select(s => (((Sequence)s.Sequence).Number, s.Tokens.Length, ((Sequence)s.Sequence).Length < ((Sequence)s.Sequence).Prompt))]);
        }
        if (FailsOn is { } poison && slices.Any(s => s.Tokens.Span.Contains(poison)))
        {
            FailsOn = null;
            throw new InvalidOperationException("as asked");
        }
        foreach (var slice in slices) ((Sequence)slice.Sequence).Take(slice.Tokens.Span);
    }

    public void Dispose() => _log.Clear();

    private sealed class Sequence(CountingEngine engine, int number, int prompt) : ITokenSequence
    {
        private readonly float[] _logits = new float[engine.VocabularySize];

        public int Number { get; } = number;

        public int Prompt { get; } = prompt;

        public int Length { get; private set; }

        public ReadOnlySpan<float> Logits => _logits;

        public void Take(ReadOnlySpan<int> tokens)
        {
            Length += tokens.Length;
            Array.Clear(_logits);
            _logits[(tokens[^1] + 1) % _logits.Length] = 100;
        }

        public void Dispose()
        {
            Interlocked.Decrement(ref engine._open);
            if (engine.HoldsOn) throw new InvalidOperationException("as asked");
        }
    }
}
