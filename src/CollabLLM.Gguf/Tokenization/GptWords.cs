namespace CollabLLM.Gguf.Tokenization;

/// <summary>GPT-2's words: contractions, letters, numbers or signs with the space before them, and runs of spaces.</summary>
/// <param name="digitsAlone">Numbers are cut out first, code point by code point; the words are then found between them.</param>
internal sealed class GptWords(bool digitsAlone) : WordSplitter
{
    protected override int WordLength(ReadOnlySpan<char> text)
    {
        if (digitsAlone)
        {
            if (IsNumber(At(text, 0)!.Value)) return Width(text, 0);
            // The stretch up to the next number stands by itself: its last spaces are not followed by anything.
            text = text[..Run(text, 0, static rune => !IsNumber(rune))];
        }
        if (Contraction(text, StringComparison.Ordinal) is > 0 and var contraction) return contraction;
        var start = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        var first = At(text, start)!.Value;
        if (IsLetter(first)) return Run(text, start, IsLetter);
        if (IsNumber(first)) return Run(text, start, IsNumber);
        if (IsOther(first)) return Run(text, start, IsOther);
        return Spaces(text);
    }
}
