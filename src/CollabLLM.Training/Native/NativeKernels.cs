using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace CollabLLM.Training.Native;

/// <summary>
/// Which kernels libtorch computes with; it looks once, when it is loaded. On the virtual machine that this was measured on, its exponentials for AVX-512 take some thirty times as long after ten minutes of
/// training, and those for AVX2 do not (docs/training.md has the numbers). Why is not known.
/// </summary>
internal static partial class NativeKernels
{
    private const string Variable = "ATEN_CPU_CAPABILITY";

    /// <summary>What libtorch reads; null where it decides by itself.</summary>
    public static string? Chosen => Marshal.PtrToStringUTF8(GetVariable(Variable));

    /// <summary>Takes those for AVX2 where libtorch would take those for AVX-512, unless the environment says otherwise. Linux only.</summary>
    public static void Choose()
    {
        // .NET has an environment of its own, which libtorch does not see.
        if (Avx512F.IsSupported && SetVariable(Variable, "avx2", overwrite: 0) != 0) throw new TrainingException($"The variable {Variable} cannot be set.");
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetVariable(string name);
}
