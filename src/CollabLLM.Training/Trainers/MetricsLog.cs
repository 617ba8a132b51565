using System.Text.Json;

namespace CollabLLM.Training.Trainers;

/// <summary>Reads the metrics of a run back, also while it runs.</summary>
public static class MetricsLog
{
    /// <summary>The steps of the file in their order; a last line that is not whole yet is left out. <see cref="StepMetrics.Share"/> is not in the file and so 0.</summary>
    /// <param name="path">A <c>metrics.jsonl</c>.</param>
    /// <exception cref="TrainingException">The file cannot be read, or a line in it is no step; the message names file and line.</exception>
    public static IReadOnlyList<StepMetrics> Read(string path)
    {
        string text;
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            text = reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path} cannot be read: {e.Message}", e);
        }
        var lines = text.Split('\n');
        return [.. lines.SkipLast(1).Select((line, i) => Step(path, i + 1, line))];
    }

    private static StepMetrics Step(string path, int number, string line)
    {
        try
        {
            return JsonSerializer.Deserialize<StepMetrics>(line, JsonSerializerOptions.Web) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"{path}, line {number} is no step of a run: {e.Message}", e);
        }
    }
}
