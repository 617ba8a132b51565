using System.Collections.Frozen;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>The tokens of a model: their texts as the file writes them, their kinds, and the ones with a meaning. Read-only.</summary>
public sealed class Vocabulary
{
    // Models end a turn with one of these; some files name only one of several as the end of text.
    private static readonly FrozenSet<string> EndTexts = new[]
    {
        "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|endoftext|>", "<|end_of_text|>", "<end_of_turn>", "</s>", "<EOT>", "<|end_of_turn|>",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, int> _ids;
    private readonly FrozenSet<int> _ends;

    internal Vocabulary(GgufFile file)
    {
        var metadata = new TokenizerMetadata(file);
        Pieces = metadata.Texts("tokenizer.ggml.tokens");
        if (Pieces.Count == 0) throw new GgufException($"{file.Path} has an empty vocabulary.");
        var kinds = metadata.Integers("tokenizer.ggml.token_type");
        if (kinds.Length != 0 && kinds.Length != Pieces.Count)
        {
            throw new GgufException($"{file.Path} has {Pieces.Count} tokens but {kinds.Length} token types.");
        }
        Kinds = kinds.Length == 0 ? [.. Pieces.Select(_ => TokenKind.Normal)] : [.. kinds.Select((kind, i) => Kind(Pieces[i], (TokenKind)kind))];
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        for (var i = 0; i < Pieces.Count; i++) ids.TryAdd(Pieces[i], i);
        _ids = ids.ToFrozenDictionary(StringComparer.Ordinal);
        Bos = Id("bos");
        Eos = Id("eos");
        Eot = Id("eot");
        Unknown = Id("unknown");
        _ends = new[] { Eos, Eot, Id("eom") }.OfType<int>()
            .Concat(EndTexts.Where(ids.ContainsKey).Select(text => ids[text]).Where(id => Kinds[id] == TokenKind.Control))
            .ToFrozenSet();

        int? Id(string name)
        {
            if (metadata.Integer($"tokenizer.ggml.{name}_token_id") is not { } id) return null;
            return id >= 0 && id < Pieces.Count ? (int)id : throw new GgufException($"{file.Path}: the {name} token {id} is not in the vocabulary.");
        }
    }

    // Some converters mark the tokens that steer a model as mere words of the user, which would let anybody write them.
    private static TokenKind Kind(string piece, TokenKind kind) =>
        kind == TokenKind.UserDefined
        && (EndTexts.Contains(piece) || piece is ['<', '|' or '｜', .., '|' or '｜', '>'])
            ? TokenKind.Control
            : kind;

    /// <summary>Texts by token number, in the file's own writing (byte-level characters or ▁ for spaces).</summary>
    public IReadOnlyList<string> Pieces { get; }

    /// <summary>Kinds by token number.</summary>
    public IReadOnlyList<TokenKind> Kinds { get; }

    /// <summary>Number of tokens.</summary>
    public int Count => Pieces.Count;

    /// <summary>Begins every text, where the model wants it.</summary>
    public int? Bos { get; }

    /// <summary>Ends a text; for many models a turn too.</summary>
    public int? Eos { get; }

    /// <summary>Ends a turn, where that is not <see cref="Eos"/>.</summary>
    public int? Eot { get; }

    /// <summary>Stands for what the vocabulary cannot spell; byte-level vocabularies have none.</summary>
    public int? Unknown { get; }

    /// <summary>The token with exactly this text.</summary>
    public int? Find(string piece) => _ids.TryGetValue(piece, out var id) ? id : null;

    /// <summary>Whether the token ends a reply.</summary>
    public bool IsEndOfGeneration(int token) => _ends.Contains(token);
}
