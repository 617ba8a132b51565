using System.Text.Json;

namespace CollabLLM.Training.Trainers;

/// <summary>The metrics of a run, one JSON object a step. Others may read them meanwhile.</summary>
internal sealed class MetricsFile(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);

    public long Length => _file.Length;

    public void Append(StepMetrics metrics)
    {
        _file.Write(JsonSerializer.SerializeToUtf8Bytes(metrics, JsonSerializerOptions.Web));
        _file.WriteByte((byte)'\n');
        _file.Flush();
    }

    /// <summary>What a checkpoint counts on is on the disk before it.</summary>
    public void Keep() => _file.Flush(flushToDisk: true);

    /// <summary>Forgets what came after a checkpoint, to be written again.</summary>
    public void CutTo(long length)
    {
        _file.SetLength(length);
        _file.Position = length;
    }

    public void Dispose() => _file.Dispose();
}
