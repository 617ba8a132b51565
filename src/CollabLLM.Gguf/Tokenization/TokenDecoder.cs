using System.Text;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>Turns tokens into text one by one. The bytes of an incomplete character wait for the rest. Not thread-safe.</summary>
public sealed class TokenDecoder(Tokenizer tokenizer)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The text that this token completes; may be empty.</summary>
    public string Append(int token) => Read(tokenizer.Bytes(token), flush: false);

    /// <summary>What is left when nothing follows: U+FFFD for a character that stayed incomplete.</summary>
    public string Flush() => Read([], flush: true);

    private string Read(ReadOnlySpan<byte> bytes, bool flush)
    {
        var count = _decoder.GetCharCount(bytes, flush);
        if (count == 0 && bytes.IsEmpty) return "";
        var chars = new char[count];
        var written = _decoder.GetChars(bytes, chars, flush);
        return new(chars, 0, written);
    }
}
