namespace CollabLLM.Gguf.Decoding;

/// <summary>How weights and activations meet.</summary>
public enum Precision
{
    /// <summary>Quantised weights times activations quantised to 8 or 16 bits: the served path.</summary>
    Fast,

    /// <summary>Weights expanded to 32-bit floats, float activations, float cache: several times the memory and the time; for checks.</summary>
    Exact,
}
