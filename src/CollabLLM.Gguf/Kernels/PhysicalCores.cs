namespace CollabLLM.Gguf.Kernels;

/// <summary>Cores that compute independently: hyper-threads of one core share its vector units.</summary>
internal static class PhysicalCores
{
    private const string Topology = "/sys/devices/system/cpu";

    /// <summary>At most what the process may use; at least 1.</summary>
    public static int Count { get; } = Math.Max(1, Math.Min(Environment.ProcessorCount, FromSystem() ?? Environment.ProcessorCount));

    private static int? FromSystem()
    {
        if (!Directory.Exists(Topology)) return null;
        var groups = Directory.EnumerateDirectories(Topology, "cpu*")
            .Select(folder => Path.Combine(folder, "topology", "thread_siblings_list"))
            .Where(File.Exists)
            .Select(File.ReadAllText)
            .Distinct(StringComparer.Ordinal)
            .Count();
        return groups > 0 ? groups : null;
    }
}
