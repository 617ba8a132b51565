using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Conversion;

namespace CollabLLM.Core.Tests.Datasets;

public sealed class SftFileTests : IDisposable
{
    private static readonly TranscriptMessage[] Messages = [new(MessageRole.User, "hi"), new(MessageRole.Assistant, "ho"), new(MessageRole.User, "more"), new(MessageRole.Assistant, "no")];
    private readonly TemporaryRows _rows = new();

    [Theory]
    [InlineData(LossFlags.None, false)]
    [InlineData(LossFlags.Train, false)]
    [InlineData(LossFlags.Train, true)]
    [InlineData(LossFlags.Weight, true)]
    public async Task What_was_written_is_read_again(LossFlags flags, bool lastOnly)
    {
        var row = new SftRow(Messages, flags, lastOnly);
        var (number, read) = Assert.Single(await SftFile.ReadAsync(_rows.Write("a.jsonl", TemporaryRows.Lines([row])), TestContext.Current.CancellationToken));
        Assert.Equal((1, flags, lastOnly), (number, read.Flags, read.OnLastOnly));
        Assert.Equal(Messages, read.Messages);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", "a.jsonl, row 1: messages holds nothing that an assistant said, so there is nothing to learn.")]
    [InlineData("""{"messages":[{"role":"assistant","content":"hi"},{"role":"user","content":"hi"}]}""", "a.jsonl, row 1: messages does not end with what the assistant says.")]
    [InlineData("""{"messages":[{"role":"user","content":"hi","train":true},{"role":"assistant","content":"hi","train":true}]}""", "a.jsonl, row 1: messages marks other messages to learn than all of the assistant's or the last one.")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "a.jsonl, row 1: messages[0].content is missing.")]
    [InlineData("", "a.jsonl holds no row.")]
    public async Task What_cannot_be_learnt_is_refused(string line, string problem) => Assert.Equal(
        problem,
        (await Assert.ThrowsAsync<InputException>(() => SftFile.ReadAsync(_rows.Write("a.jsonl", line), TestContext.Current.CancellationToken))).Message
            .Replace(_rows.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));

    public void Dispose() => _rows.Dispose();
}
