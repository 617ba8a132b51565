using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>Reads the tokenizer's entries of a file; an entry of the wrong type is a sentence, not a cast.</summary>
internal sealed class TokenizerMetadata(GgufFile file)
{
    public string Path => file.Path;

    public string? Text(string key) => Find<string>(key, "text");

    public long? Integer(string key) => file.Metadata.ContainsKey(key) ? (long)Find<object>(key, "a whole number", typeof(long))! : null;

    public bool? Flag(string key) => file.Metadata.ContainsKey(key) ? (bool)Find<object>(key, "true or false", typeof(bool))! : null;

    public string[] Texts(string key) => Find<string[]>(key, "a list of texts") ?? [];

    public long[] Integers(string key) => Find<long[]>(key, "a list of whole numbers") ?? [];

    public double[] Numbers(string key) => Find<double[]>(key, "a list of numbers") ?? [];

    private T? Find<T>(string key, string what, Type? exactly = null)
        where T : class
    {
        if (!file.Metadata.TryGetValue(key, out var value)) return null;
        if (value.Value is T found && (exactly is null || exactly.IsInstanceOfType(found))) return found;
        throw new GgufException($"{file.Path}: {key} is not {what}.");
    }
}
