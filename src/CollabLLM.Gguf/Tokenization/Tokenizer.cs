using System.Text;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>
/// Turns text into the tokens of a model and back, as the model's file says: SentencePiece or byte-level BPE. Thread-safe. Any text is
/// accepted; a lone surrogate counts as U+FFFD.
/// </summary>
public abstract class Tokenizer
{
    private readonly SpecialTokens _control;
    private readonly SpecialTokens _userDefined;
    private readonly bool _addBos;

    private protected Tokenizer(Vocabulary vocabulary, bool addBos)
    {
        Vocabulary = vocabulary;
        _addBos = addBos && vocabulary.Bos is not null;
        _control = new(vocabulary, TokenKind.Control, TokenKind.UserDefined);
        _userDefined = new(vocabulary, TokenKind.UserDefined);
    }

    /// <summary>The tokens.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Reads the tokenizer of a file whose weights are to be computed with.</summary>
    /// <exception cref="GgufException">The file has none that is supported, or names another number of tokens than it has embeddings for.</exception>
    public static Tokenizer Load(GgufFile file, ModelShape shape)
    {
        var tokenizer = Load(file);
        return tokenizer.Vocabulary.Count == shape.Vocabulary
            ? tokenizer
            : throw new GgufException($"{file.Path} names {tokenizer.Vocabulary.Count} tokens and has embeddings for {shape.Vocabulary}; it is damaged or was converted wrongly.");
    }

    /// <summary>Reads the tokenizer of a file.</summary>
    /// <exception cref="GgufException">The file has none, or one of a kind or with rules that are not supported.</exception>
    public static Tokenizer Load(GgufFile file)
    {
        var metadata = new TokenizerMetadata(file);
        var vocabulary = new Vocabulary(file);
        return metadata.Text("tokenizer.ggml.model") switch
        {
            "gpt2" => BytePairTokenizer.Load(vocabulary, metadata),
            "llama" => SentencePieceTokenizer.Load(vocabulary, metadata),
            null => throw new GgufException($"{file.Path} has no tokenizer."),
            var other => throw new GgufException($"{file.Path} has a tokenizer of kind {other}; byte-level BPE (gpt2) and SentencePiece (llama) are supported."),
        };
    }

    /// <summary>Tokens of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="parseSpecial">Whether names of control tokens in the text mean those tokens.</param>
    /// <param name="addBos">Whether to begin with the begin-of-text token, where the model wants one.</param>
    public int[] Encode(string text, bool parseSpecial, bool addBos = false) => Encode([new(text, parseSpecial)], addBos);

    /// <summary>Tokens of several parts as of one text: words may span them, control tokens may not.</summary>
    public int[] Encode(IEnumerable<TextPart> parts, bool addBos = false)
    {
        List<int> tokens = [];
        if (addBos && _addBos) tokens.Add(Vocabulary.Bos!.Value);
        var text = new StringBuilder();
        var afterSpecial = true;
        foreach (var part in parts)
        {
            foreach (var (piece, token) in (part.ParseSpecial ? _control : _userDefined).Split(part.Text))
            {
                if (token is null)
                {
                    text.Append(piece);
                    continue;
                }
                Close();
                // A template that writes the begin token itself does not get a second one.
                if (!(token == Vocabulary.Bos && tokens is [var only] && only == token)) tokens.Add(token.Value);
                afterSpecial = true;
            }
        }
        Close();
        return [.. tokens];

        void Close()
        {
            if (text.Length == 0) return;
            EncodeText(text.ToString(), afterSpecial, tokens);
            text.Clear();
            afterSpecial = false;
        }
    }

    /// <summary>Bytes of a token's text, not always whole characters; none for control tokens.</summary>
    public abstract ReadOnlySpan<byte> Bytes(int token);

    /// <summary>The text of a whole sequence.</summary>
    public string Decode(IEnumerable<int> tokens)
    {
        var decoder = new TokenDecoder(this);
        var text = new StringBuilder();
        foreach (var token in tokens) text.Append(decoder.Append(token));
        return text.Append(decoder.Flush()).ToString();
    }

    /// <summary>Tokens of a text without any control token in it.</summary>
    private protected abstract void EncodeText(string text, bool afterSpecial, List<int> tokens);
}
