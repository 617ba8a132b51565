using CollabLLM.Core;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class PreferenceDocumentsTests : IDisposable
{
    private const string Messages = """{"prompt":[{"role":"user","content":"hi"}],"chosen":[{"role":"assistant","content":"ho"}],"rejected":[{"role":"assistant","content":"ha"}]}""";
    private const string Replies = """{"prompt":[{"role":"user","content":"hi"}],"chosen":"ho","rejected":"ha"}""";
    private const string Rendered = """{"prompt":"<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n","chosen":"ho<|im_end|>\n","rejected":"ha"}""";
    private const string Labelled = """{"prompt":[{"role":"user","content":"hi"}],"completion":[{"role":"assistant","content":"ho"}],"label":true}""";
    private readonly TemporaryFolder _folder = new();
    private readonly Policy _policy;

    public PreferenceDocumentsTests() => _policy = Torch.Load(new TinyFile().Save(_folder));

    public void Dispose()
    {
        _policy.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_form_of_a_row_gives_the_same_tokens()
    {
        var pairs = await ReadAsync(string.Join('\n', Messages, Replies, Rendered));
        Assert.Equal([1, 2, 3], pairs.Select(p => p.Row));
        foreach (var pair in pairs)
        {
            Assert.Equal(pairs[0].Chosen.Tokens, pair.Chosen.Tokens);
            Assert.Equal(pairs[0].Rejected.Tokens, pair.Rejected.Tokens);
            Assert.Equal(pairs[0].Chosen.Weights, pair.Chosen.Weights);
        }
        var tokenizer = _policy.Tokenizer!;
        Assert.Equal("ho", tokenizer.Decode(pairs[0].Chosen.Places.Select(p => pairs[0].Chosen.Tokens[p])));
        Assert.Equal("ha", tokenizer.Decode(pairs[0].Rejected.Places.Select(p => pairs[0].Rejected.Tokens[p])));
        // The token that ends the turn counts.
        Assert.Equal(tokenizer.Vocabulary.Find("<|im_end|>"), pairs[0].Chosen.Tokens[^1]);
        Assert.Equal(1, pairs[0].Chosen.Weights[^1]);
    }

    [Fact]
    public async Task Labelled_replies_and_pairs_are_read_for_kto()
    {
        var replies = await LabelledAsync(Labelled + "\n" + Replies + "\n" + Labelled.Replace("true", "false", StringComparison.Ordinal));
        Assert.Equal([(1, true), (2, true), (2, false), (3, false)], replies.Select(r => (r.Document.Row, r.Wanted)));
        Assert.Equal(replies[0].Document.Tokens, replies[1].Document.Tokens);
        Assert.Contains("label is true in every row", (await Assert.ThrowsAsync<InputException>(() => LabelledAsync(Labelled))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"ho\"", "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"", "row 1: prompt and chosen are")]
    [InlineData("\"ha\"", "\"ho\"", "row 1: rejected is the same as chosen")]
    [InlineData("\"rejected\"", "\"other\"", "row 1: rejected is missing")]
    [InlineData("\"ha\"", "7", "row 1: rejected must be a list of messages, not 7")]
    [InlineData("\"ha\"", "[]", "row 1: rejected must be one message of the assistant")]
    [InlineData("[{\"role\":\"user\",\"content\":\"hi\"}]", "[]", "row 1: prompt is empty")]
    [InlineData("\"role\":\"user\"", "\"role\":\"poet\"", "row 1: prompt[0].role is poet")]
    public async Task Rows_that_cannot_be_learnt_are_named(string part, string other, string problem)
    {
        var row = Replies.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(Replies, row);
        var message = (await Assert.ThrowsAsync<InputException>(() => ReadAsync(row))).Message;
        Assert.Contains("rows.jsonl, " + problem, message, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<PreferencePair>> ReadAsync(string text) => PreferenceDocuments.ReadAsync(Write(text), new(_policy), TestContext.Current.CancellationToken);

    private Task<IReadOnlyList<LabelledReply>> LabelledAsync(string text) => PreferenceDocuments.ReadLabelledAsync(Write(text), new(_policy), TestContext.Current.CancellationToken);

    private string Write(string text)
    {
        var path = Path.Combine(_folder.Path, "rows.jsonl");
        File.WriteAllText(path, text);
        return path;
    }
}
