using System.CommandLine;
using CollabLLM.Cli.Commands;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>The options of every command that runs programs, and the runner they describe.</summary>
internal sealed class CodeOptions
{
    private const int MostMebibytes = 1 << 20;

    private readonly Option<double?> _time = NumberOptions.Real("--time-limit", "Seconds that a program may take. Default: 60.", 0.1, 86_400);
    private readonly Option<int?> _memory = NumberOptions.Whole("--memory-limit", "MiB that a program may take. Default: 2048.", 64, MostMebibytes);
    private readonly Option<int?> _jobs = NumberOptions.Whole("--jobs", "Programs at a time. Default: one for each processor.", 1, 1024);

    private readonly Option<string> _python = new("--python")
    {
        Description = "The Python interpreter, somewhere under /usr.",
        HelpName = "FILE",
        DefaultValueFactory = _ => new PythonRunnerOptions().Python,
    };

    private readonly Option<bool> _unisolated = new("--allow-unisolated")
    {
        Description = "Where the sandbox cannot be had, run programs as ordinary processes of this machine. They can then do whatever you can.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _time, _memory, _jobs, _python, _unisolated }) command.Add(option);
    }

    public PythonRunner Runner(ParseResult parse, TimeProvider time)
    {
        var defaults = new PythonRunnerOptions();
        var limits = defaults.Limits;
        if (parse.GetValue(_time) is { } seconds) limits = limits with { Wall = TimeSpan.FromSeconds(seconds), Processor = TimeSpan.FromSeconds(seconds) };
        if (parse.GetValue(_memory) is { } mebibytes) limits = limits with { MemoryBytes = (long)mebibytes << 20 };
        return new(
            defaults with
            {
                Limits = limits,
                Python = parse.GetValue(_python)!,
                Jobs = parse.GetValue(_jobs) ?? defaults.Jobs,
                AllowUnisolated = parse.GetValue(_unisolated),
            },
            time);
    }
}
