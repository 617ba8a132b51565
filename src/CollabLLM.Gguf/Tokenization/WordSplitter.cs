using System.Text;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>
/// Cuts text into the words that byte pairs are joined within. Written as scanners over code points, as the patterns these rules are
/// published as need letters outside the basic plane, which the runtime's regular expressions see as two halves.
/// </summary>
internal abstract class WordSplitter
{
    private static readonly Dictionary<string, WordSplitter> Known = new(StringComparer.Ordinal)
    {
        ["gpt-2"] = new GptWords(digitsAlone: false),
        ["smollm"] = new GptWords(digitsAlone: true),
        ["starcoder"] = new GptWords(digitsAlone: true),
        ["refact"] = new GptWords(digitsAlone: true),
        ["command-r"] = new GptWords(digitsAlone: true),
        ["qwen2"] = new LlamaWords(mostDigits: 1),
        ["llama-bpe"] = new LlamaWords(mostDigits: 3),
        ["llama3"] = new LlamaWords(mostDigits: 3),
        ["deepseek-r1-qwen"] = new LlamaWords(mostDigits: 1),
        ["llama-v3"] = new LlamaWords(mostDigits: 3),
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static WordSplitter? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The words in order; together they are the whole text.</summary>
    public IEnumerable<Range> Split(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = at + Math.Max(1, WordLength(text.AsSpan(at)));
            yield return at..end;
            at = end;
        }
    }

    /// <summary>Length in chars of the word at the beginning of a text that is not empty.</summary>
    protected abstract int WordLength(ReadOnlySpan<char> text);

    protected static bool IsLetter(Rune rune) => Rune.IsLetter(rune);

    protected static bool IsNumber(Rune rune) => Rune.IsNumber(rune);

    protected static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    protected static bool IsOther(Rune rune) => !IsLetter(rune) && !IsNumber(rune) && !IsSpace(rune);

    /// <summary>Code point at a place, or null at the end. A lone surrogate counts as the replacement character of one char.</summary>
    protected static Rune? At(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length) return null;
        Rune.DecodeFromUtf16(text[at..], out var rune, out _);
        return rune;
    }

    protected static int Width(ReadOnlySpan<char> text, int at)
    {
        Rune.DecodeFromUtf16(text[at..], out _, out var width);
        return width;
    }

    /// <summary>Where the run of code points of a class that begins at <paramref name="at"/> ends.</summary>
    protected static int Run(ReadOnlySpan<char> text, int at, Func<Rune, bool> belongs, int most = int.MaxValue)
    {
        for (; most > 0 && At(text, at) is { } rune && belongs(rune); most--) at += Width(text, at);
        return at;
    }

    /// <summary>Length of an English contraction ('s, 're …) at the beginning, or 0.</summary>
    protected static int Contraction(ReadOnlySpan<char> text, StringComparison comparison)
    {
        foreach (var ending in (ReadOnlySpan<string>)["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"])
        {
            if (text.StartsWith(ending, comparison)) return ending.Length;
        }
        return 0;
    }

    /// <summary>Spaces at the beginning; the last one belongs to the word that follows, if there is one and they are several.</summary>
    /// <param name="text">Begins with a space.</param>
    /// <param name="isEnd">Whether what follows counts as the end of the text.</param>
    protected static int Spaces(ReadOnlySpan<char> text, Func<Rune, bool>? isEnd = null)
    {
        var end = Run(text, 0, IsSpace);
        var last = 0;
        for (var at = 0; at < end; at += Width(text, at)) last = at;
        return last > 0 && At(text, end) is { } next && isEnd?.Invoke(next) != true ? last : end;
    }
}
