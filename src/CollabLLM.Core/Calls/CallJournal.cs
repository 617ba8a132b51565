using System.Text;
using System.Text.Json;

namespace CollabLLM.Core.Calls;

/// <summary>
/// Every answer a run has received, on disk before anybody uses it: a file of JSON lines, appended to. After <c>kill -9</c> the run is started again and asks the same
/// questions; those that were answered are answered from here, so none is paid twice. One process at a time. Thread-safe.
/// </summary>
/// <remarks>Keys and places are in memory (about 100 bytes a call), texts are read when asked for. Lines reach the operating system one by one: a crash of the
/// process loses nothing that was answered, a power cut the last moments, of which a torn line is cut off on opening.</remarks>
public sealed class CallJournal : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, int Length)> _places = new(StringComparer.Ordinal);

    private CallJournal(FileStream file) => _file = file;

    /// <summary>How many answers it holds.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _places.Count;
        }
    }

    /// <summary>Makes the file, or takes up one that a run has left behind.</summary>
    /// <exception cref="InputException">It is no journal, it is damaged before its end, or another process is writing it.</exception>
    public static CallJournal Open(string path)
    {
        FileStream file;
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new InputException($"{path} is being written by another run; wait for it, or stop it.", e);
        }
        var journal = new CallJournal(file);
        try
        {
            journal.Load(path);
            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal JournalLine? Find(string key)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(key, out var place)) return null;
            var bytes = new byte[place.Length];
            _file.Position = place.Offset;
            _file.ReadExactly(bytes);
            return JsonSerializer.Deserialize<JournalLine>(bytes, Json);
        }
    }

    /// <exception cref="InputException">The file cannot be written, for instance because the disk is full. Asking again would pay again.</exception>
    internal void Append(JournalLine line)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, Json) + "\n");
        lock (_gate)
        {
            var offset = _file.Length;
            try
            {
                _file.Position = offset;
                _file.Write(bytes);
                _file.Flush();
            }
            catch (IOException e)
            {
                throw new InputException($"{_file.Name} cannot be written ({e.Message.TrimEnd('.')}); the run stops, because what is not recorded would be paid again.", e);
            }
            _places[line.Key] = (offset, bytes.Length - 1);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_file.CanWrite) _file.Flush(flushToDisk: true);
            _file.Dispose();
        }
    }

    private void Load(string path)
    {
        if (_file.Length == 0)
        {
            _file.Write(Encoding.UTF8.GetBytes(JournalLine.Header + "\n"));
            _file.Flush();
            return;
        }
        var number = 0;
        long end = 0;
        foreach (var (offset, line) in LineScan.Of(_file))
        {
            number++;
            end = offset + line.Length + 1;
            if (number == 1)
            {
                if (!line.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(JournalLine.Header))) throw new InputException($"{path} is no journal of calls, or of another version.");
                continue;
            }
            _places[KeyOf(line) ?? throw new InputException($"{path}, line {number}: this is not a line of a journal of calls.")] = (offset, line.Length);
        }
        if (number == 0 && _file.Length >= JournalLine.Header.Length) throw new InputException($"{path} is no journal of calls, or of another version.");
        // The last line was being written when the process died.
        _file.SetLength(end);
        if (number == 0) Load(path);
    }

    private static string? KeyOf(byte[] line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalLine>(line, Json)?.Key;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
