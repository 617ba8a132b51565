using CollabLLM.Core;
using CollabLLM.Core.Conversations;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class SupervisedEncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Policy _policy;
    private readonly TranscriptMessage[] _dialogue =
    [
        new(MessageRole.System, "Be kind."), new(MessageRole.User, "a letter"), new(MessageRole.Assistant, "To whom?"), new(MessageRole.User, "Ann"), new(MessageRole.Assistant, "Dear Ann,"),
    ];

    public SupervisedEncoderTests() => _policy = Torch.Load(new TinyFile().Save(_folder));

    public void Dispose()
    {
        _policy.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Replies_count_one_users_a_share_and_system_prompts_nothing()
    {
        var document = new SupervisedEncoder(_policy, 0.1).Encode(7, _dialogue);
        Assert.Equal(7, document.Row);
        Assert.Equal("To whom?Dear Ann,", Text(document, 1));
        Assert.Contains("Be kind.", Text(document, 0), StringComparison.Ordinal);
        Assert.DoesNotContain("letter", Text(document, 0), StringComparison.Ordinal);
        Assert.Contains("a letter", Text(document, 0.1f), StringComparison.Ordinal);
        Assert.Contains("Ann", Text(document, 0.1f), StringComparison.Ordinal);
        Assert.Equal([0f, 1f], new SupervisedEncoder(_policy).Encode(7, _dialogue).Weights.Distinct().Order());
    }

    [Fact]
    public void The_last_reply_can_count_alone()
    {
        var document = new SupervisedEncoder(_policy, 0.1).Encode(1, _dialogue, lastOnly: true);
        Assert.Equal("Dear Ann,", Text(document, 1));
        Assert.Equal([0f, 1f], document.Weights.Distinct().Order());
    }

    [Fact]
    public async Task Files_are_checked_before_anything_is_learnt()
    {
        var encoder = new SupervisedEncoder(_policy);
        var good = """{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]}""";
        var documents = await SftDocuments.ReadAsync(Write(good + "\n\n" + good), encoder, TestContext.Current.CancellationToken);
        Assert.Equal([1, 3], documents.Select(d => d.Row));
        Assert.Equal("ho", Text(documents[1], 1));
        await RefusedAsync(good + "\n" + """{"messages":[{"role":"user","content":"hi"}]}""", "row 2: messages holds nothing that an assistant said");
        await RefusedAsync(good.Replace("ho", new string('x', 200), StringComparison.Ordinal), "the model reads 128 at most");
        await RefusedAsync("{}", "row 1: messages is missing");

        string Write(string text)
        {
            var path = Path.Combine(_folder.Path, "rows.jsonl");
            File.WriteAllText(path, text);
            return path;
        }

        async Task RefusedAsync(string text, string problem) => Assert.Contains(
            problem, (await Assert.ThrowsAsync<InputException>(() => SftDocuments.ReadAsync(Write(text), encoder, TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
    }

    /// <summary>Text of the tokens with this weight, control tokens left out.</summary>
    private string Text(TrainingDocument document, float weight) => _policy.Tokenizer!.Decode(document.Tokens.Where((_, i) => document.Weights[i] == weight));
}
