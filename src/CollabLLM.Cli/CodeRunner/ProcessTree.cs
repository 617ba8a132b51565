using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>A process and its descendants, as /proc shows them at one moment.</summary>
/// <param name="Processes">The root first. Start times tell a process from a later one of the same number.</param>
internal sealed record ProcessTree(IReadOnlyList<(int Id, ulong Started)> Processes)
{
    public static ProcessTree Of(int root)
    {
        Dictionary<int, ulong> started = [];
        Dictionary<int, List<int>> children = [];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            if (Stat(id) is not { } stat) continue;
            started[id] = stat.Started;
            if (!children.TryGetValue(stat.Parent, out var list)) children[stat.Parent] = list = [];
            list.Add(id);
        }
        List<(int, ulong)> found = [];
        var waiting = new Queue<int>([root]);
        while (waiting.TryDequeue(out var id))
        {
            if (!started.TryGetValue(id, out var since)) continue;
            found.Add((id, since));
            foreach (var child in children.GetValueOrDefault(id, [])) waiting.Enqueue(child);
        }
        return new(found);
    }

    /// <summary>Memory of their own that is resident, in bytes; what a fork shares with its parent counts twice.</summary>
    public long ResidentBytes() => Processes.Sum(p => OwnKilobytes(p.Id)) * 1024;

    public int Threads() => Processes.Sum(p => Read($"/proc/{p.Id}/status") is { } status ? (int)Field(status, "Threads:") : 0);

    public void Kill()
    {
        // Descendants first: with its first process the whole sandbox ends.
        foreach (var (id, since) in Processes.Reverse())
        {
            if (Stat(id)?.Started != since) continue;
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It ended by itself.
            }
        }
    }

    public bool IsGone() => Processes.All(p => Stat(p.Id)?.Started != p.Started);

    private static (int Parent, ulong Started)? Stat(int id)
    {
        // The name in the second field may hold anything, even parentheses.
        if (Read($"/proc/{id}/stat") is not { } text) return null;
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent)
            && ulong.TryParse(fields[19], CultureInfo.InvariantCulture, out var started)
            ? (parent, started)
            : null;
    }

    private static long OwnKilobytes(int id) =>
        Read($"/proc/{id}/status") is { } status ? Field(status, "RssAnon:") + Field(status, "RssShmem:") : 0;

    private static long Field(string status, string name)
    {
        var at = status.IndexOf(name, StringComparison.Ordinal);
        if (at < 0) return 0;
        var rest = status.AsSpan(at + name.Length).TrimStart();
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? rest : rest[..end], CultureInfo.InvariantCulture, out var value) ? value : 0;
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
