using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Typed reading of a file's metadata with sentences for what is missing or of the wrong type.</summary>
internal sealed class ModelMetadata(GgufFile file, string path)
{
    public string Path { get; } = path;

    public string Text(string key, string? fallback = null) =>
        Find(key, fallback) as string ?? throw new GgufException($"{Path}: {key} is not text.");

    public long Integer(string key, long? fallback) => Find(key, fallback) switch
    {
        long value => value,
        _ => throw new GgufException($"{Path}: {key} is not a whole number."),
    };

    public double Number(string key, double? fallback) => Find(key, fallback) switch
    {
        double value => value,
        long value => value,
        _ => throw new GgufException($"{Path}: {key} is not a number."),
    };

    public bool Flag(string key, bool fallback) => Find(key, fallback) is bool value ? value : fallback;

    private object Find(string key, object? fallback) =>
        file.Metadata.TryGetValue(key, out var value)
            ? value.Value
            : fallback ?? throw new GgufException($"{Path} does not say {key}; the file is incomplete or of another architecture.");
}
