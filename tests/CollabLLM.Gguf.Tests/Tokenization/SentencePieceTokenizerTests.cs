using CollabLLM.Gguf.Format;
using CsCheck;

namespace CollabLLM.Gguf.Tests.Tokenization;

public sealed class SentencePieceTokenizerTests
{
    // Token numbers: 0 unknown, 1 begin, 2 end, then the pieces from 3 on.
    private static readonly (string, float)[] Hello =
    [
        ("▁", -10), ("h", -11), ("e", -12), ("l", -13), ("o", -14), ("he", -2), ("ll", -1), ("hell", -3), ("hello", -4), ("▁hello", -5), ("lo", -1.5f), ("▁h", -6),
    ];

    [Fact]
    public void Pieces_are_joined_by_score_the_best_first()
    {
        var tokenizer = TokenizerFile.SentencePiece(bytes: true, spacePrefix: null, Hello);
        // ▁ h e l l o: "ll" (-1) beats "lo" (-1.5); then he (-2), hell (-3), hello (-4), ▁hello (-5).
        Assert.Equal([12], tokenizer.Encode("hello", parseSpecial: false));
        // ▁ h e l o: "lo" (-1.5), then "he" (-2); he + lo is no piece, and neither is ▁ + he.
        Assert.Equal([3, 8, 13], tokenizer.Encode("helo", parseSpecial: false));
        // Among equals the leftmost: l l l becomes ll l.
        Assert.Equal([3, 9, 6], tokenizer.Encode("lll", parseSpecial: false));
    }

    [Fact]
    public void A_text_begins_with_a_space_unless_the_file_says_otherwise()
    {
        var with = TokenizerFile.SentencePiece(bytes: true, spacePrefix: true, Hello);
        var without = TokenizerFile.SentencePiece(bytes: true, spacePrefix: false, Hello);
        Assert.Equal(with.Encode("hello", false), without.Encode(" hello", false));
        Assert.Equal([11], without.Encode("hello", false));
        // Spaces that are there stay: one of the text, one put before it.
        Assert.Equal([3, 12], with.Encode(" hello", false));
        Assert.Empty(with.Encode("", false));
    }

    [Fact]
    public void After_a_control_token_the_space_is_put_again_and_within_a_text_it_is_not()
    {
        var tokenizer = TokenizerFile.SentencePiece(bytes: true, spacePrefix: true, Hello);
        Assert.Equal([2, 12], tokenizer.Encode("</s>hello", parseSpecial: true));
        Assert.Equal([12, 2, 12], tokenizer.Encode("hello</s>hello", parseSpecial: true));
        // Two parts of one text are one text.
        Assert.Equal([12, 11], tokenizer.Encode([new("hello", false), new("hello", true)]));
    }

    [Fact]
    public void What_no_piece_covers_is_spelled_in_bytes()
    {
        var tokenizer = TokenizerFile.SentencePiece(bytes: true, spacePrefix: false, Hello);
        var first = 3 + Hello.Length;
        Assert.Equal([first + 0xC3, first + 0xA9], tokenizer.Encode("é", false));
        Assert.Equal([first + 0xF0, first + 0x9F, first + 0x98, first + 0x80], tokenizer.Encode("😀", false));
        Assert.Equal([7, first + '!', 7], tokenizer.Encode("o!o", false));
    }

    [Fact]
    public void Without_byte_tokens_it_is_the_unknown_token_for_each_byte()
    {
        var tokenizer = TokenizerFile.SentencePiece(bytes: false, spacePrefix: false, Hello);
        Assert.Equal([7, 0, 0, 7], tokenizer.Encode("oéo", false));
    }

    [Fact]
    public void Control_tokens_in_a_text_are_text_unless_they_are_asked_for()
    {
        var tokenizer = TokenizerFile.SentencePiece(bytes: true, spacePrefix: false, Hello);
        Assert.Equal([2], tokenizer.Encode("</s>", parseSpecial: true));
        Assert.DoesNotContain(2, tokenizer.Encode("</s>", parseSpecial: false));
        Assert.Equal("</s>", tokenizer.Decode(tokenizer.Encode("</s>", parseSpecial: false)));
    }

    [Fact]
    public void The_begin_token_is_put_once()
    {
        var tokenizer = TokenizerFile.SentencePiece(bytes: true, spacePrefix: true, Hello);
        Assert.Equal([1, 12], tokenizer.Encode("hello", parseSpecial: false, addBos: true));
        Assert.Equal([1, 12], tokenizer.Encode("<s>hello", parseSpecial: true, addBos: true));
    }

    [Fact]
    public void Every_text_comes_back_from_its_tokens()
    {
        var tokenizer = TokenizerFile.SentencePiece(bytes: true, spacePrefix: false, Hello);
        Gen.String[Gen.OneOf(Gen.Char["helo é€\n"], Gen.Char['\u0001', '\uD7FF'])].Sample(text => tokenizer.Decode(tokenizer.Encode(text, false)) == text.Replace('▁', ' '));
    }

    [Fact]
    public void A_very_long_text_is_one_text_too()
    {
        var tokenizer = TokenizerFile.SentencePiece(bytes: true, spacePrefix: false, Hello);
        var text = string.Concat(Enumerable.Repeat("hello hello é", 30_000));
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, false)));
    }

    [Fact]
    public void Scores_that_do_not_fit_the_tokens_are_refused()
    {
        var refused = Assert.Throws<GgufException>(() => TokenizerFile.Load(w => w
            .Add("tokenizer.ggml.model", GgufValue.From("llama"))
            .Add("tokenizer.ggml.tokens", GgufValue.From(["<unk>", "a"]))
            .Add("tokenizer.ggml.scores", GgufValue.From([0f]))));
        Assert.Contains("2 tokens but 1 scores", refused.Message, StringComparison.Ordinal);
    }
}
