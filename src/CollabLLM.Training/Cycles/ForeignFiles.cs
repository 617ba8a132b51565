using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Training.Cycles;

/// <summary>Opening messages from published benchmarks, which are outside the world: the evaluation's requests are none that training draws.</summary>
public static class ForeignFiles
{
    private static readonly (string Name, string Path, Func<JsonNode, string> Text)[] Files =
    [
        ("MATH-hard", "math-hard/math_hard_dev.jsonl.gz", row => (string)row["problem"]!),
        ("BigCodeBench", "bigcodebench/bigcodebench_dev.jsonl.gz", row => (string)row["instruct_prompt"]!),
        ("Abg-CoQA", "abg-coqa/coqa_abg_val.json.gz", row => $"{row["story"]}\n\n{row["target_turn"]!["question"]}"),
    ];

    /// <summary>Messages by benchmark.</summary>
    /// <param name="folder">A folder with the benchmarks in their published form.</param>
    /// <param name="seed">Of their order.</param>
    /// <exception cref="TrainingException">A file is missing or not what it should be.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string folder, long seed)
    {
        var random = new PythonRandom(seed);
        return Files.ToDictionary(f => f.Name, f =>
        {
            var texts = Texts(Path.Combine(folder, f.Path), f.Text);
            return (IReadOnlyList<string>)[.. random.Sample(texts, texts.Count)];
        }, StringComparer.Ordinal);
    }

    private static List<string> Texts(string path, Func<JsonNode, string> text)
    {
        try
        {
            using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            if (path.EndsWith(".json.gz", StringComparison.Ordinal)) return [.. JsonNode.Parse(file)!["data"]!.AsArray().Select(row => text(row!))];
            using var reader = new StreamReader(file);
            List<string> texts = [];
            while (reader.ReadLine() is { } line) texts.Add(text(JsonNode.Parse(line)!));
            return texts;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new TrainingException($"{path} cannot be read as the benchmark that it should be: {e.Message}", e);
        }
    }
}
