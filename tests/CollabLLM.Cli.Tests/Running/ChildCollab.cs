using System.Diagnostics;
using System.Globalization;

namespace CollabLLM.Cli.Tests.Running;

/// <summary>The command line in a process of its own, so that it can be killed.</summary>
internal sealed class ChildCollab : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly Task<string> _out;

    private ChildCollab(Process process)
    {
        _process = process;
        (_out, _error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public static ChildCollab Start(string root, params string[] arguments)
    {
        var tests = typeof(ChildCollab).Assembly.GetName().Name!;
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all = ["exec", "--depsfile", $"{tests}.deps.json", "--runtimeconfig", $"{tests}.runtimeconfig.json", "collab.dll", .. arguments, "--root", root];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        return new(Process.Start(start)!);
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task<CollabResult> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(_process.ExitCode, await _out, await _error);
    }

    /// <summary>Lines of the journal in a run's folder, which its process keeps for itself: another kind of reader is not refused.</summary>
    public static async Task<int> JournalLinesAsync(string folder)
    {
        using var reader = Process.Start(new ProcessStartInfo("grep", ["-c", "", Path.Combine(folder, "calls.jsonl")]) { RedirectStandardOutput = true })!;
        var counted = await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return int.TryParse(counted, CultureInfo.InvariantCulture, out var lines) ? lines : 0;
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
