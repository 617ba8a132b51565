using CollabLLM.Cli.CodeRunner;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.CodeRunner;

/// <summary>Programs in the real sandbox; tests that need it skip by name where there is none.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private const string Libraries = "import numpy, pandas, sklearn, matplotlib, requests";
    private readonly PythonRunner _runner = Runner(new());
    private readonly PythonRunner _hurried = Runner(new(), hurried: true);
    private string? _reason;

    /// <summary>Little space, and more time than anything here needs on a machine that is busy with other tests.</summary>
    internal static CodeLimits Limits { get; } = new()
    {
        Wall = TimeSpan.FromMinutes(2),
        Processor = TimeSpan.FromMinutes(2),
        MemoryBytes = 1024L << 20,
        ScratchBytes = 32L << 20,
        FileBytes = 16L << 20,
    };

    private static TimeSpan Short { get; } = TimeSpan.FromSeconds(6);

    public async ValueTask InitializeAsync()
    {
        try
        {
            Assert.True(await _runner.IsIsolatedAsync());
        }
        catch (CommandException e)
        {
            _reason = e.Message;
        }
    }

    public ValueTask DisposeAsync()
    {
        _runner.Dispose();
        _hurried.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static PythonRunner Runner(PythonRunnerOptions options, bool hurried = false) =>
        new(options with { Limits = hurried ? Limits with { Wall = Short, Processor = Short } : Limits }, TimeProvider.System);

    internal void Require()
    {
        if (_reason is not null) Requirement.SkipOrFail("bubblewrap", _reason);
    }

    internal Task<CodeResult> RunAsync(string code, string test = TwoTests.Source) => RunAsync(new CodeTask(code, test, TwoTests.EntryPoint));

    internal Task<CodeResult> RunAsync(CodeTask task)
    {
        Require();
        return _runner.RunAsync(task, TestContext.Current.CancellationToken);
    }

    /// <summary>For programs that never end.</summary>
    internal Task<CodeResult> RunHurriedAsync(string code)
    {
        Require();
        return _hurried.RunAsync(new CodeTask(code, TwoTests.Source, TwoTests.EntryPoint), TestContext.Current.CancellationToken);
    }

    /// <summary>Requires the libraries that the tasks of BigCodeBench's first rows use.</summary>
    internal async Task RequireLibrariesAsync()
    {
        var result = await RunAsync(Libraries + "\ndef task_func(x): return x + 1");
        if (result.Verdict != CodeVerdict.Pass) Requirement.SkipOrFail("bubblewrap", result.Detail);
    }
}
