using System.Text;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>GPT-2's words: contractions, letters, numbers or signs with the space before them, and runs of spaces.</summary>
/// <param name="digitsAlone">Every number is a word by itself, code point by code point, and what is before one ends as a text ends.</param>
internal sealed class GptWords(bool digitsAlone) : WordSplitter
{
    protected override int WordLength(ReadOnlySpan<char> text)
    {
        if (digitsAlone && IsNumber(At(text, 0)!.Value)) return Width(text, 0);
        if (Contraction(text, StringComparison.Ordinal) is > 0 and var contraction) return contraction;
        var start = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        var first = At(text, start)!.Value;
        if (IsLetter(first)) return Run(text, start, IsLetter);
        if (IsNumber(first) && !digitsAlone) return Run(text, start, IsNumber);
        if (IsOther(first)) return Run(text, start, IsOther);
        return Spaces(text, IsEnd);
    }

    private bool IsEnd(Rune rune) => digitsAlone && IsNumber(rune);
}
