namespace CollabLLM.Gguf.Format;

/// <summary>A GGUF file is damaged, incomplete or not one that can be run; the message is one sentence that says which and why.</summary>
public sealed class GgufException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The adapter that is to blame, by its name in <see cref="GgufModelOptions.Adapters"/>; null when it is the model itself.</summary>
    public string? Adapter { get; init; }
}
