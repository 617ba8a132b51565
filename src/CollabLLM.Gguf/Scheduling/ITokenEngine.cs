namespace CollabLLM.Gguf.Scheduling;

/// <summary>
/// What evaluates tokens: the managed decoder here, or a native library elsewhere. Called by one thread at a time, always the scheduler's;
/// an evaluation is never interrupted.
/// </summary>
public interface ITokenEngine : IDisposable
{
    /// <summary>Number of tokens; the length of a row of logits.</summary>
    int VocabularySize { get; }

    /// <summary>Most tokens of one sequence, prompt and reply together.</summary>
    int ContextTokens { get; }

    /// <summary>Most tokens of all sequences together.</summary>
    int CapacityTokens { get; }

    /// <summary>A sequence takes capacity in multiples of this.</summary>
    int TokenGranularity { get; }

    /// <summary>Most sequences at a time.</summary>
    int MaxSequences { get; }

    /// <summary>Most tokens in one evaluation.</summary>
    int MaxBatchTokens { get; }

    /// <summary>
    /// A new sequence. Its <see cref="ITokenSequence.Length"/> is the number of tokens at the start of the prompt that need not be
    /// evaluated, because an earlier sequence with the same adapter left them behind; always fewer than the prompt has.
    /// </summary>
    /// <param name="prompt">All tokens of the prompt.</param>
    /// <param name="adapter">Name of an adapter, or null for the base model.</param>
    ITokenSequence Begin(ReadOnlySpan<int> prompt, string? adapter);

    /// <summary>
    /// Evaluates the tokens of all slices as one batch. When it throws, the sequences in it are in an unknown state and are only disposed
    /// afterwards; all others must be untouched.
    /// </summary>
    /// <param name="slices">At most <see cref="MaxBatchTokens"/> tokens together, each sequence at most once.</param>
    void Evaluate(IReadOnlyList<TokenSlice> slices);
}
