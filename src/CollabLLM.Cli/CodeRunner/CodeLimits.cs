namespace CollabLLM.Cli.CodeRunner;

/// <summary>What a program may use. BigCodeBench allows a minute; its other limits are far wider than any of its tasks needs.</summary>
internal sealed record CodeLimits
{
    private const long Mebibyte = 1 << 20;

    public TimeSpan Wall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Of one process; the wall clock bounds what several take together.</summary>
    public TimeSpan Processor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Address space of one process, and what all processes together may hold resident.</summary>
    public long MemoryBytes { get; init; } = 2048 * Mebibyte;

    /// <summary>Processes and threads.</summary>
    public int Processes { get; init; } = 64;

    /// <summary>Descriptors of one process.</summary>
    public int OpenFiles { get; init; } = 256;

    public long ScratchBytes { get; init; } = 128 * Mebibyte;

    public long SharedMemoryBytes { get; init; } = 32 * Mebibyte;

    /// <summary>One file.</summary>
    public long FileBytes { get; init; } = 64 * Mebibyte;

    /// <summary>What is kept of stdout and stderr; the rest is read and forgotten.</summary>
    public int OutputBytes { get; init; } = 64 * 1024;
}
