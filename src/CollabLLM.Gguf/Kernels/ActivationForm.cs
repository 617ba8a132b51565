namespace CollabLLM.Gguf.Kernels;

/// <summary>The numbers a kernel multiplies weights by.</summary>
[Flags]
internal enum ActivationForm
{
    Floats = 0,

    /// <summary>8 bits with one scale for 32 values: for 4-bit weights.</summary>
    Bytes = 1,

    /// <summary>16 bits with one scale for 32 values: for 8-bit weights, where they cost nothing more and lose nothing.</summary>
    Shorts = 2,
}
