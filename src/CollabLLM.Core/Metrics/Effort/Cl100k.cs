using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace CollabLLM.Core.Metrics.Effort;

/// <summary>
/// Counts tokens of <c>cl100k_base</c>, the vocabulary in which the field states token numbers. Names of control tokens count as the text that
/// they are, as in tiktoken's <c>encode(text, disallowed_special=())</c>. Safe for several threads.
/// </summary>
public static class Cl100k
{
    /// <summary>How every control token begins.</summary>
    private const string Opening = "<|";

    private static readonly Lazy<TiktokenTokenizer> Tokenizer = new(() => TiktokenTokenizer.CreateForEncoding("cl100k_base"));
    private static readonly SearchValues<string> Control = SearchValues.Create(
        ["<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|endofprompt|>"], StringComparison.Ordinal);

    public static int Count(string text)
    {
        var count = 0;
        var rest = text.AsSpan();
        // The vocabulary's own rule parts the text between "<|" and the letters, so cutting there changes nothing but the recognition.
        for (var at = rest.IndexOfAny(Control); at >= 0; at = rest.IndexOfAny(Control))
        {
            count += Tokenizer.Value.CountTokens(rest[..(at + Opening.Length)]);
            rest = rest[(at + Opening.Length)..];
        }
        return count + Tokenizer.Value.CountTokens(rest);
    }
}
