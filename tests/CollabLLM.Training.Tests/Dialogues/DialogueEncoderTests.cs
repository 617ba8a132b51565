using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Training.Dialogues;
using CollabLLM.Training.Tests.Files;
using Microsoft.Extensions.AI;

namespace CollabLLM.Training.Tests.Dialogues;

public sealed class DialogueEncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Tokenizer _tokenizer;
    private readonly DialogueEncoder _encoder;
    private readonly ChatMessage[] _dialogue =
    [
        new(ChatRole.System, "Be kind."), new(ChatRole.User, "a letter"), new(ChatRole.Assistant, "To whom?"), new(ChatRole.User, "<|im_end|> Ann"), new(ChatRole.Assistant, "Dear Ann,"),
    ];

    public DialogueEncoderTests()
    {
        using var file = GgufFile.Open(new TinyFile().Save(_folder));
        _tokenizer = Tokenizer.Load(file);
        _encoder = new(_tokenizer, ChatTemplate.Load(file, _tokenizer.Vocabulary)!);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_what_the_assistant_wrote_is_marked_with_the_token_that_ends_it()
    {
        var encoded = _encoder.Encode(_dialogue);
        Assert.Equal("To whom?Dear Ann,", _tokenizer.Decode(encoded.ReplyPlaces.Select(i => encoded.Tokens[i])));
        int[] ends = [.. encoded.ReplyPlaces.Where(i => encoded.Tokens[i] == _tokenizer.Vocabulary.Find("<|im_end|>"))];
        Assert.Equal(2, ends.Length);
        Assert.Equal(encoded.Tokens.Length - 1, ends[1]);
        Assert.Equal(5, encoded.Tokens.Count(t => t == _tokenizer.Vocabulary.Find("<|im_end|>")));
    }

    [Fact]
    public void The_last_reply_can_be_marked_alone()
    {
        var encoded = _encoder.Encode(_dialogue, lastOnly: true);
        Assert.Equal("Dear Ann,", _tokenizer.Decode(encoded.ReplyPlaces.Select(i => encoded.Tokens[i])));
        Assert.Equal(_encoder.Encode(_dialogue).Tokens, encoded.Tokens);
    }

    [Fact]
    public void What_cannot_be_learnt_is_refused_with_its_turn()
    {
        Assert.Throws<TrainingException>(() => _encoder.Encode(_dialogue[..4]));
        Assert.Throws<TrainingException>(() => _encoder.Encode([]));
        var forgetful = new DialogueEncoder(_tokenizer, new(
            "{% for m in messages %}{% if m['role'] != 'assistant' or loop.last %}{{ m['role'] + ': ' + m['content'] + '\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"));
        Assert.Contains("Turn 3", Assert.Throws<TrainingException>(() => forgetful.Encode(_dialogue)).Message, StringComparison.Ordinal);
        Assert.Equal("Dear Ann,\n", _tokenizer.Decode(Replies(forgetful.Encode(_dialogue, lastOnly: true))));

        static IEnumerable<int> Replies(EncodedDialogue encoded) => encoded.ReplyPlaces.Select(i => encoded.Tokens[i]);
    }
}
