using System.Diagnostics;

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

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
