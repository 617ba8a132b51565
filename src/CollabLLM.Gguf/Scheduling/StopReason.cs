namespace CollabLLM.Gguf.Scheduling;

/// <summary>Why a generation ended by itself.</summary>
public enum StopReason
{
    /// <summary>The model ended its turn.</summary>
    EndOfTurn,

    /// <summary>A stop string appeared.</summary>
    StopString,

    /// <summary>The token limit or the end of the context was reached.</summary>
    Length,
}
