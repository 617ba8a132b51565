using System.Runtime.Intrinsics.X86;

namespace CollabLLM.Gguf.Kernels;

/// <summary>Which instructions the matrix kernels use. All levels compute the same sums; they differ in speed and in the last bits.</summary>
public enum KernelLevel
{
    /// <summary>Only portable vector types: ARM, old x86, WebAssembly.</summary>
    Portable,

    /// <summary>256-bit integer products.</summary>
    Avx2,

    /// <summary>512-bit integer products (AVX-512 F and BW).</summary>
    Avx512,
}

/// <summary>The best level this processor has.</summary>
internal static class KernelLevels
{
    public static KernelLevel Best { get; } =
        Avx512BW.IsSupported ? KernelLevel.Avx512 : Avx2.IsSupported && Fma.IsSupported ? KernelLevel.Avx2 : KernelLevel.Portable;

    /// <summary>Every level this processor can run, slowest first.</summary>
    public static IReadOnlyList<KernelLevel> Supported { get; } = [.. Enum.GetValues<KernelLevel>().Where(level => level <= Best)];
}
