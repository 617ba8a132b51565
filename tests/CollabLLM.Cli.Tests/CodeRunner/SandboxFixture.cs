using CollabLLM.Cli.CodeRunner;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.CodeRunner;

/// <summary>Programs in the real sandbox; tests that need it skip by name where there is none.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    private const string Libraries = "import numpy, pandas, sklearn, matplotlib, requests";
    private readonly PythonRunner _runner = Runner(new());
    private string? _reason;

    /// <summary>Short limits: nothing here needs long, and several programs run into them.</summary>
    internal static CodeLimits Limits { get; } = new()
    {
        Wall = TimeSpan.FromSeconds(6),
        Processor = TimeSpan.FromSeconds(6),
        MemoryBytes = 1024L << 20,
        ScratchBytes = 32L << 20,
        FileBytes = 16L << 20,
    };

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
        return ValueTask.CompletedTask;
    }

    internal static PythonRunner Runner(PythonRunnerOptions options) => new(options with { Limits = Limits }, TimeProvider.System);

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

    /// <summary>Requires the libraries that the tasks of BigCodeBench's first rows use.</summary>
    internal async Task RequireLibrariesAsync()
    {
        var result = await RunAsync(Libraries + "\ndef task_func(x): return x + 1");
        if (result.Verdict != CodeVerdict.Pass) Requirement.SkipOrFail("bubblewrap", result.Detail);
    }
}
