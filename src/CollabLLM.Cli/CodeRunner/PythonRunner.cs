using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>
/// Runs Python programs against their tests, each in a sandbox of its own: see <c>docs/code-runner.md</c>. Thread-safe; as many run at once as the
/// options say.
/// </summary>
internal sealed class PythonRunner : IDisposable
{
    private const string Override = "--allow-unisolated";
    private static readonly JsonSerializerOptions Plain = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly string JudgeSource = Source("reports", "judge"), ChildSource = Source("test_runner", "child");

    private readonly PythonRunnerOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly Lazy<Task<Sandbox?>> _sandbox;

    public PythonRunner(PythonRunnerOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _places = new(Math.Max(1, options.Jobs));
        _sandbox = new(PrepareAsync);
    }

    /// <summary>Whether programs are isolated here. False only where the options allow it.</summary>
    /// <exception cref="CommandException">They are not, and nobody said that they need not be.</exception>
    public async Task<bool> IsIsolatedAsync() => await _sandbox.Value is not null;

    /// <returns>A failure of sandbox or machine is <see cref="CodeVerdict.Infra"/>.</returns>
    /// <exception cref="CommandException">There is no isolation here, and nobody said that there need not be.</exception>
    public async Task<CodeResult> RunAsync(CodeTask task, CancellationToken cancellationToken)
    {
        var sandbox = await _sandbox.Value;
        await _places.WaitAsync(cancellationToken);
        try
        {
            return sandbox is null ? await RunUnisolatedAsync(task, cancellationToken) : await RunInAsync(sandbox, task, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        if (_sandbox is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) _sandbox.Value.GetAwaiter().GetResult()?.Dispose();
    }

    private async Task<Sandbox?> PrepareAsync()
    {
        if (!OperatingSystem.IsLinux()) throw new CommandException(ExitCodes.Unavailable, "Running programs needs Linux: nothing else here can limit them.");
        if (!File.Exists(_options.Python))
        {
            throw new CommandException(ExitCodes.Unavailable, $"There is no {_options.Python}: install python3, or name the interpreter with --python.");
        }
        if (await WhyNotIsolatedAsync() is not { } reason) return new Sandbox(SystemCallFilter.ForThisMachine()!);
        if (_options.AllowUnisolated) return null;
        throw new CommandException(ExitCodes.Unavailable, $"Programs are not run without isolation: {reason}; {Override} runs them as ordinary processes of this machine.");
    }

    private async Task<string?> WhyNotIsolatedAsync()
    {
        if (SystemCallFilter.ForThisMachine() is not { } filter) return "there is no filter of system calls for this processor";
        if (!Sandbox.Finds(_options.Bubblewrap)) return "bubblewrap is missing (Debian: apt install bubblewrap)";
        if (Environment.IsPrivilegedProcess && !Sandbox.Finds(Sandbox.DropsPrivileges)) return "setpriv is missing (Debian: apt install util-linux)";
        using var sandbox = new Sandbox(filter);
        var probe = await RunInAsync(sandbox, new("def probe(): return 1", Probe, "probe"), CancellationToken.None);
        return probe.Verdict == CodeVerdict.Pass ? null : probe.Detail;
    }

    private const string Probe = """
        import unittest
        class TestCases(unittest.TestCase):
            def test_probe(self):
                self.assertEqual(probe(), 1)
        """;

    private Task<CodeResult> RunInAsync(Sandbox sandbox, CodeTask task, CancellationToken cancellationToken) =>
        JudgeAsync(task, isolated: true, judge => sandbox.Start(_options, judge), cancellationToken);

    private async Task<CodeResult> RunUnisolatedAsync(CodeTask task, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("collab-code-").FullName;
        try
        {
            return await JudgeAsync(task, isolated: false, judge => Sandbox.StartUnisolated(judge, scratch), cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task<CodeResult> JudgeAsync(
        CodeTask task, bool isolated, Func<IEnumerable<string>, ProcessStartInfo> start, CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetHexString(32);
        var job = JsonSerializer.Serialize(new { secret, task.Code, task.Test, entry = task.EntryPoint, task.Libraries }, Plain);
        var run = new JudgeRun(_options.Limits, _time);
        try
        {
            await run.RunAsync(start([_options.Python, "-s", "-B", "-c", JudgeSource, Bounds(isolated), ChildSource]), job, cancellationToken);
        }
        catch (Win32Exception e)
        {
            return CodeResult.Infra(e.Message);
        }
        return run.Cut ?? JudgeAnswer.Read(run.Answer, secret, run.Complaint);
    }

    private string Bounds(bool isolated)
    {
        var limits = _options.Limits;
        return JsonSerializer.Serialize(new
        {
            isolated,
            wall = limits.Wall.TotalSeconds,
            cpu = (int)Math.Ceiling(limits.Processor.TotalSeconds),
            memory = limits.MemoryBytes,
            file = limits.FileBytes,
            files = limits.OpenFiles,
            processes = limits.Processes,
            output = limits.OutputBytes,
        });
    }

    /// <summary>Files of this folder as one source: an interpreter is given it as an argument, because the sandbox sees no file of ours.</summary>
    private static string Source(params string[] names) => string.Join("\n\n", names.Select(name =>
    {
        using var stream = typeof(PythonRunner).Assembly.GetManifestResourceStream($"code-{name}.py")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }));
}
