using System.Text;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>Byte-level BPE: text is cut into words, words into bytes, and bytes are joined by a ranked list of merges.</summary>
internal sealed class BytePairTokenizer : Tokenizer
{
    private readonly WordSplitter _words;
    private readonly Merges _merges;
    private readonly int[] _byteTokens = new int[256];
    private readonly byte[][] _bytes;
    private readonly bool _wholeWordsFirst;

    private BytePairTokenizer(Vocabulary vocabulary, TokenizerMetadata metadata, WordSplitter words, bool wholeWordsFirst, bool addBos)
        : base(vocabulary, addBos)
    {
        (_words, _wholeWordsFirst) = (words, wholeWordsFirst);
        _merges = new(vocabulary, metadata);
        for (var i = 0; i < 256; i++) _byteTokens[i] = vocabulary.Find(ByteLevel.Character((byte)i).ToString()) ?? -1;
        _bytes = [.. vocabulary.Pieces.Select((piece, i) => vocabulary.Kinds[i] switch
        {
            TokenKind.Control or TokenKind.Unused => [],
            TokenKind.UserDefined => Encoding.UTF8.GetBytes(piece),
            _ => ByteLevel.Bytes(piece),
        })];
    }

    public static BytePairTokenizer Load(Vocabulary vocabulary, TokenizerMetadata metadata)
    {
        var name = metadata.Text("tokenizer.ggml.pre")
            ?? throw new GgufException($"{metadata.Path} does not say by which rules text is cut into words (tokenizer.ggml.pre); convert the model anew.");
        var words = WordSplitter.Find(name)
            ?? throw new GgufException($"{metadata.Path} cuts text into words by the rules {name}, which are not supported ({string.Join(", ", WordSplitter.Names)} are).");
        var llama3 = name is "llama-bpe" or "llama3" or "llama-v3";
        return new(vocabulary, metadata, words, wholeWordsFirst: llama3, metadata.Flag("tokenizer.ggml.add_bos_token") ?? llama3);
    }

    public override ReadOnlySpan<byte> Bytes(int token) => _bytes[token];

    private protected override void EncodeText(string text, bool afterSpecial, List<int> tokens)
    {
        foreach (var range in _words.Split(text)) EncodeWord(text.AsSpan()[range], tokens);
    }

    private void EncodeWord(ReadOnlySpan<char> word, List<int> tokens)
    {
        var bytes = Encoding.UTF8.GetBytes(word.ToString());
        if (_wholeWordsFirst && Vocabulary.Find(string.Concat(bytes.Select(ByteLevel.Character))) is { } whole)
        {
            tokens.Add(whole);
            return;
        }
        var symbols = bytes.Select(b => _byteTokens[b]).ToArray();
        var count = _merges.Merge(symbols);
        foreach (var symbol in symbols.AsSpan(0, count))
        {
            // A byte the vocabulary lacks becomes the unknown token, where there is one.
            if (symbol >= 0) tokens.Add(symbol);
            else if (Vocabulary.Unknown is { } unknown) tokens.Add(unknown);
        }
    }

    private sealed class Merges : PairMerger
    {
        private readonly Dictionary<(int Left, int Right), (int Merged, int Rank)> _pairs = [];

        public Merges(Vocabulary vocabulary, TokenizerMetadata metadata)
        {
            var lines = metadata.Texts("tokenizer.ggml.merges");
            for (var rank = 0; rank < lines.Length; rank++)
            {
                var space = lines[rank].IndexOf(' ', 1);
                if (space < 0) throw new GgufException($"{metadata.Path}: merge {rank} is not a pair.");
                var (left, right) = (lines[rank][..space], lines[rank][(space + 1)..]);
                if (vocabulary.Find(left) is { } first && vocabulary.Find(right) is { } second && vocabulary.Find(left + right) is { } merged)
                {
                    _pairs.TryAdd((first, second), (merged, rank));
                }
            }
        }

        protected override (int Merged, float Order)? Pair(int left, int right) =>
            _pairs.TryGetValue((left, right), out var pair) ? (pair.Merged, pair.Rank) : null;
    }
}
