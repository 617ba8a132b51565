using System.Text;

namespace CollabLLM.Gguf.Scheduling;

/// <summary>Passes text through until a stop string appears; holds back every ending that could still become one.</summary>
internal sealed class StopStringFilter
{
    private readonly string[] _stops;
    private readonly StringBuilder _held = new();

    public StopStringFilter(IEnumerable<string> stops) => _stops = [.. stops.Where(s => s.Length > 0)];

    /// <summary>A stop string appeared; nothing comes any more.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Text that can be given out now.</summary>
    public string Append(string text)
    {
        if (Stopped) return "";
        if (_stops.Length == 0) return text;
        var all = _held.Append(text).ToString();
        _held.Clear();
        var first = _stops.Select(s => all.IndexOf(s, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (first >= 0)
        {
            Stopped = true;
            return all[..first];
        }
        var safe = all.Length - _stops.Max(s => Overlap(all, s));
        _held.Append(all, safe, all.Length - safe);
        return all[..safe];
    }

    /// <summary>What was held back, once it is certain that nothing follows.</summary>
    public string Flush()
    {
        var rest = Stopped ? "" : _held.ToString();
        _held.Clear();
        return rest;
    }

    /// <summary>Length of the longest end of <paramref name="text"/> that begins <paramref name="stop"/>.</summary>
    private static int Overlap(string text, string stop)
    {
        for (var length = Math.Min(stop.Length - 1, text.Length); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length))) return length;
        }
        return 0;
    }
}
