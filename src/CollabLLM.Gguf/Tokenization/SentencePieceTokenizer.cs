using System.Globalization;
using System.Text;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>SentencePiece's BPE: characters are joined by the scores of the pieces they make; what no piece covers is spelled in bytes.</summary>
internal sealed class SentencePieceTokenizer : Tokenizer
{
    private const char Space = '▁';
    private readonly bool _spacePrefix;
    private readonly double[] _scores;
    private readonly int[] _byteTokens = new int[256];
    private readonly byte[][] _bytes;

    private SentencePieceTokenizer(Vocabulary vocabulary, TokenizerMetadata metadata, double[] scores)
        : base(vocabulary, metadata.Flag("tokenizer.ggml.add_bos_token") ?? true)
    {
        _scores = scores;
        _spacePrefix = metadata.Flag("tokenizer.ggml.add_space_prefix") ?? true;
        for (var i = 0; i < 256; i++) _byteTokens[i] = vocabulary.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{i:X2}>")) ?? -1;
        _bytes = [.. vocabulary.Pieces.Select((piece, i) => vocabulary.Kinds[i] switch
        {
            TokenKind.Control or TokenKind.Unused => [],
            TokenKind.Byte => SingleByte(piece, metadata.Path),
            _ => Encoding.UTF8.GetBytes(piece.Replace(Space, ' ')),
        })];
    }

    public static SentencePieceTokenizer Load(Vocabulary vocabulary, TokenizerMetadata metadata)
    {
        var scores = metadata.Numbers("tokenizer.ggml.scores");
        return scores.Length == vocabulary.Count
            ? new(vocabulary, metadata, scores)
            : throw new GgufException($"{metadata.Path} has {vocabulary.Count} tokens but {scores.Length} scores.");
    }

    public override ReadOnlySpan<byte> Bytes(int token) => _bytes[token];

    private protected override void EncodeText(string text, bool afterSpecial, List<int> tokens)
    {
        var spelled = (_spacePrefix && afterSpecial ? " " + text : text).Replace(' ', Space);
        var word = new Word(this, spelled);
        foreach (var piece in word.Pieces()) Add(piece, tokens);
    }

    private static byte[] SingleByte(string piece, string path) =>
        piece.Length == 6 && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)
            ? [value]
            : throw new GgufException($"{path}: the byte token {piece} is not of the form <0xNN>.");

    private void Add(string piece, List<int> tokens)
    {
        if (Vocabulary.Find(piece) is { } token)
        {
            tokens.Add(token);
            return;
        }
        foreach (var value in Encoding.UTF8.GetBytes(piece))
        {
            if (_byteTokens[value] >= 0) tokens.Add(_byteTokens[value]);
            else if (Vocabulary.Unknown is { } unknown) tokens.Add(unknown);
        }
    }

    /// <summary>One text being joined: a symbol is the number of a distinct stretch of it.</summary>
    private sealed class Word(SentencePieceTokenizer tokenizer, string text) : PairMerger
    {
        private readonly List<(int Start, int Length)> _stretches = [];

        public IEnumerable<string> Pieces()
        {
            foreach (var rune in Enumerate(text)) _stretches.Add(rune);
            var symbols = Enumerable.Range(0, _stretches.Count).ToArray();
            var count = Merge(symbols);
            for (var i = 0; i < count; i++) yield return text.Substring(_stretches[symbols[i]].Start, _stretches[symbols[i]].Length);
        }

        protected override (int Merged, float Order)? Pair(int left, int right)
        {
            var (first, second) = (_stretches[left], _stretches[right]);
            var length = first.Length + second.Length;
            if (tokenizer.Vocabulary.Find(text.Substring(first.Start, length)) is not { } token) return null;
            _stretches.Add((first.Start, length));
            return (_stretches.Count - 1, (float)-tokenizer._scores[token]);
        }

        private static IEnumerable<(int Start, int Length)> Enumerate(string text)
        {
            for (var at = 0; at < text.Length;)
            {
                var length = at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
                yield return (at, length);
                at += length;
            }
        }
    }
}
