namespace CollabLLM.Gguf.Scheduling;

/// <summary>One sequence inside an engine. Disposed by the scheduler's thread, between evaluations.</summary>
public interface ITokenSequence : IDisposable
{
    /// <summary>Tokens evaluated so far.</summary>
    int Length { get; }

    /// <summary>Logits after the last token of the last slice that asked for them; valid until the next evaluation.</summary>
    ReadOnlySpan<float> Logits { get; }
}
