using CollabLLM.Cli.CodeRunner;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.CodeRunner;

/// <summary>What happens where the sandbox cannot be had. A program of the test's own stands for bubblewrap.</summary>
public sealed class IsolationTests : IDisposable
{
    private static readonly CodeTask Solution = new(TwoTests.Solution, TwoTests.Source, TwoTests.EntryPoint);
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Theory]
    [InlineData("/nowhere/bwrap", "bubblewrap is missing (Debian: apt install bubblewrap)")]
    [InlineData("/bin/false", "the sandbox ended without a word")]
    [InlineData("/bin/cat", "the sandbox cannot be had (/bin/cat: ")]
    public async Task It_refuses_to_run_and_names_what_is_missing_and_the_option(string bubblewrap, string reason)
    {
        RequirePython();
        using var runner = SandboxFixture.Runner(new() { Bubblewrap = bubblewrap });
        var error = await Assert.ThrowsAsync<CommandException>(() => runner.RunAsync(Solution, TestContext.Current.CancellationToken));
        Assert.Equal(ExitCodes.Unavailable, error.ExitCode);
        Assert.StartsWith($"Programs are not run without isolation: {reason}", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; --allow-unisolated runs them as ordinary processes of this machine.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task Without_interpreter_the_command_says_so()
    {
        var file = _collab.Write("tasks.jsonl", """{"code_prompt": "", "canonical_solution": "", "test": "x", "entry_point": "f"}""");
        (await _collab.RunAsync("code", "check", "--input", file, "--python", "/usr/bin/python-absent"))
            .AssertFailed(ExitCodes.Unavailable, "There is no /usr/bin/python-absent: install python3, or name the interpreter with --python.");
    }

    [Theory]
    [InlineData("pass", TwoTests.Solution)]
    [InlineData("timeout", "def task_func(x):\n    while True: pass")]
    [InlineData("memory", "def task_func(x): return [0] * 10 ** 9")]
    [InlineData("error", "import os\ndef task_func(x): os._exit(0)")]
    [InlineData("error", "import os\ndef task_func(x):\n    os.kill(os.getppid(), 9)\n    return x + 1")]
    [InlineData("pass", "import os, sys\ndef task_func(x):\n    assert 'DOTNET_CLI_TELEMETRY_OPTOUT' not in os.environ and os.listdir('.') == []\n    return x + 1")]
    public async Task Where_that_is_allowed_limits_hold_as_far_as_they_can(string verdict, string code)
    {
        RequirePython();
        using var runner = Unisolated(hurried: verdict == "timeout");
        Assert.False(await runner.IsIsolatedAsync());
        var result = await runner.RunAsync(Solution with { Code = code }, TestContext.Current.CancellationToken);
        Assert.True(verdict == result.Word, $"{result.Word}: {result.Detail}\n{result.Output}");
    }

    [Fact]
    public async Task Even_so_daemons_end_with_their_program()
    {
        RequirePython();
        using var runner = Unisolated();
        var file = Path.Combine(_collab.Root, "alive");
        var result = await runner.RunAsync(
            Solution with { Code = $"import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        open('{file}', 'w').write(str(os.getpid()))\n        time.sleep(3600)\n    os._exit(0)\nwhile not os.path.exists('{file}') or not open('{file}').read(): pass\n" + TwoTests.Solution },
            TestContext.Current.CancellationToken);
        Assert.Equal(CodeVerdict.Pass, result.Verdict);
        Assert.False(Directory.Exists("/proc/" + await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)));
    }

    private static PythonRunner Unisolated(bool hurried = false) =>
        SandboxFixture.Runner(new() { Bubblewrap = "/nowhere/bwrap", AllowUnisolated = true }, hurried);

    private static void RequirePython() => Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(new PythonRunnerOptions().Python), "needs python3");
}
