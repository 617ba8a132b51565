using System.Text;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>The words of llama 3 and qwen 2: letters with one sign before them, short runs of digits, signs with the line ends after them.</summary>
/// <param name="mostDigits">Digits in one word.</param>
internal sealed class LlamaWords(int mostDigits) : WordSplitter
{
    protected override int WordLength(ReadOnlySpan<char> text)
    {
        if (Contraction(text, StringComparison.OrdinalIgnoreCase) is > 0 and var contraction) return contraction;
        var first = At(text, 0)!.Value;
        if (IsLetter(first)) return Run(text, 0, IsLetter);
        if (IsNumber(first)) return Run(text, 0, IsNumber, mostDigits);
        var second = Width(text, 0);
        if (!IsLineEnd(first) && At(text, second) is { } next && IsLetter(next)) return Run(text, second, IsLetter);

        var signs = text[0] == ' ' ? 1 : 0;
        if (At(text, signs) is { } sign && IsOther(sign)) return Run(text, Run(text, signs, IsOther), IsLineEnd);

        // Spaces up to and with the last line end among them; else all but the last.
        var spaces = Run(text, 0, IsSpace);
        for (var at = spaces - 1; at >= 0; at--)
        {
            if (text[at] is '\r' or '\n') return at + 1;
        }
        return Spaces(text);
    }

    private static bool IsLineEnd(Rune rune) => rune.Value is '\r' or '\n';
}
