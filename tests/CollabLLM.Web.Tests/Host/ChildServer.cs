using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CollabLLM.Web.Tests.Turns;

namespace CollabLLM.Web.Tests.Host;

/// <summary>The real server in a process of its own, so that it can be killed.</summary>
internal sealed class ChildServer : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];

    private ChildServer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ChildServer> StartAsync(IReadOnlyDictionary<string, string?> settings, int port)
    {
        var tests = typeof(ChildServer).Assembly.GetName().Name!;
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "exec", "--depsfile", $"{tests}.deps.json", "--runtimeconfig", $"{tests}.runtimeconfig.json", "CollabLLM.Web.dll",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var address = new Uri($"http://127.0.0.1:{port}");
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;

        var server = new ChildServer(Process.Start(start)!, address);
        server._process.OutputDataReceived += (_, e) => server.Keep(e.Data);
        server._process.ErrorDataReceived += (_, e) => server.Keep(e.Data);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        await server.ReadyAsync();
        return server;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM: what a container runtime sends first.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TurnTests.Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < TurnTests.Patience)
        {
            Assert.False(_process.HasExited, Output());
            try
            {
                using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
                if (ready.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"The server was not ready in time.\n{Output()}");
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            if (line is not null) _output.Add(line);
        }
    }

    private string Output()
    {
        lock (_output) return string.Join('\n', _output);
    }
}
