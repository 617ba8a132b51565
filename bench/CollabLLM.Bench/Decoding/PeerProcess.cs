using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Bench.Decoding;

/// <summary>A script of bench/peers: one JSON object a line each way.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process) => _process = process;

    /// <summary>Starts the script, or says in one sentence why it cannot.</summary>
    public static (PeerProcess? Peer, string? Problem) Start(string script)
    {
        var folder = Folder();
        if (folder is null) return (null, "bench/peers was not found above the program.");
        var modules = Environment.GetEnvironmentVariable("PEER_MODULES") ?? folder;
        if (!Directory.Exists(Path.Combine(modules, "node_modules", "node-llama-cpp")))
        {
            return (null, "node-llama-cpp is not installed: run `npm install --omit=optional --ignore-scripts` in bench/peers, or set PEER_MODULES.");
        }
        var start = new ProcessStartInfo("node", [Path.Combine(folder, script)]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            return (new(Process.Start(start)!), null);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (null, $"node does not start: {e.Message}");
        }
    }

    public async Task<JsonNode> AskAsync(object question)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The peer ended.");
        var answer = JsonNode.Parse(line)!;
        return answer["error"] is { } error ? throw new InvalidOperationException($"The peer failed: {error}") : answer;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string? Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var peers = Path.Combine(at.FullName, "bench", "peers");
            if (Directory.Exists(peers)) return peers;
        }
        return null;
    }
}
