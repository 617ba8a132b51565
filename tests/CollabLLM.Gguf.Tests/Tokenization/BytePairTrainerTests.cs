using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Gguf.Tests.Tokenization;

public sealed class BytePairTrainerTests
{
    private const string End = "<|im_end|>";

    [Fact]
    public void The_most_frequent_pair_comes_first_and_ties_go_to_the_lower_tokens()
    {
        // ab stands four times; a blank before it, cd and ef three times each.
        var tokenizer = Train(256 + 3 + 2, "ab ab ab ab", "cd cd cd", "ef ef ef");
        Assert.Equal(["ab", "Ġab", "cd"], tokenizer.Vocabulary.Pieces.Skip(256).Take(3));
        Assert.Single(tokenizer.Encode("ab", parseSpecial: false));
    }

    [Fact]
    public void Any_text_comes_back_and_known_words_are_short()
    {
        var tokenizer = Train(600, [.. Enumerable.Repeat("The quick brown fox jumps over the lazy dog in 1995.", 40)]);
        foreach (var text in (string[])["The quick brown fox", "häß€😀\n\t x", "1995 2024", ""]) Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, parseSpecial: false)));
        Assert.Equal(4, tokenizer.Encode("The quick brown fox", parseSpecial: false).Length);
        // Every digit for itself.
        Assert.Equal(4, tokenizer.Encode("1995", parseSpecial: false).Length);
        Assert.Equal(tokenizer.Vocabulary.Count - 1, tokenizer.Vocabulary.Eos);
        Assert.Equal([tokenizer.Vocabulary.Eos!.Value], tokenizer.Encode(End, parseSpecial: true));
        Assert.True(tokenizer.Vocabulary.Count < 600);
    }

    [Fact]
    public void The_same_texts_give_the_same_tokens_in_any_order()
    {
        string[] texts = ["some words", "other words here", "and some more words", "here and there"];
        Assert.Equal(Train(300, texts).Vocabulary.Pieces, Train(300, [.. texts.Reverse()]).Vocabulary.Pieces);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<GgufException>(() => new BytePairTrainer("klingon"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BytePairTrainer("smollm").Train(256, [End]));
    }

    private static Tokenizer Train(int size, params string[] texts)
    {
        var trainer = new BytePairTrainer("smollm");
        foreach (var text in texts) trainer.Add(text);
        var described = trainer.Train(size, ["<|im_start|>", End]);
        return TokenizerFile.Load(writer =>
        {
            foreach (var (key, value) in described) writer.Add(key, value);
        });
    }
}
