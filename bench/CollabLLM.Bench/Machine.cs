using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace CollabLLM.Bench;

/// <summary>What a ratio was measured on: processor, its vector flags, cores, runtime.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, "
            + $"flags {string.Join(' ', Flags())}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}";
    }

    private static IEnumerable<string> Flags()
    {
        string[] wanted = ["avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16", "avx512vbmi", "avx_vnni", "amx_int8"];
        var line = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("flags", StringComparison.Ordinal))
            : null;
        if (line is not null) return wanted.Intersect(line.Split(' '));
        return Avx2.IsSupported ? ["avx2"] : [];
    }
}
