namespace CollabLLM.Cli.CodeRunner;

internal sealed record PythonRunnerOptions
{
    public CodeLimits Limits { get; init; } = new();

    /// <summary>The interpreter, somewhere under /usr: nothing else of the machine is visible in the sandbox.</summary>
    public string Python { get; init; } = "/usr/bin/python3";

    public string Bubblewrap { get; init; } = "bwrap";

    /// <summary>Programs at a time.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether a program may run as an ordinary process of this machine where the sandbox cannot be had.</summary>
    public bool AllowUnisolated { get; init; }
}
