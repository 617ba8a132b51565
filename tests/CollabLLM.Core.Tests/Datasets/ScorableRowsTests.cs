using System.IO.Compression;
using System.Text;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Scoring;

namespace CollabLLM.Core.Tests.Datasets;

public sealed class ScorableRowsTests : IDisposable
{
    private const string Goal = "\"single_turn_prompt\":\"g\",\"single_turn_completion\":\"c\"";

    private const string Nested = "[{" + Goal + """
        ,"turns":[{"prompt":[{"role":"system","content":"s"},{"role":"user","content":"hi"}],"responses":[{"completion":"a"},{"completion":"b","score":0.5}]}]}]
        """;

    private readonly TemporaryRows _rows = new();

    [Fact]
    public async Task Every_container_and_form_gives_the_same_rows()
    {
        var nested = await ScorableRows.ReadAsync(_rows.Write("n.json", Nested));
        Assert.Equal([("0/2", "a"), ("0/2", "b")], nested.Select(r => (r.Turn, r.Completion!)));
        Assert.Equal("hi", Assert.Single(nested[0].Messages).Content);
        Assert.StartsWith("""{"prompt":[{"role":"system","content":"s"},{"role":"user","content":"hi"}],"completion":"a","conv_id":0,"score":null""", nested[0].Line.ToJsonString(), StringComparison.Ordinal);

        using var data = await _rows.OpenAsync("m.json", Nested.Replace("\"a\"", "\"a\",\"score\":0", StringComparison.Ordinal));
        using var lines = new MemoryStream();
        MultiturnFiles.WriteFlat(lines, data.Rows());
        using var parquet = new MemoryStream();
        await MultiturnFiles.WriteFlatParquetAsync(parquet, data);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(lines.ToArray());
        var list = "[" + string.Join(',', Encoding.UTF8.GetString(lines.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)) + "]";
        foreach (var file in (byte[][])[lines.ToArray(), parquet.ToArray(), packed.ToArray(), Encoding.UTF8.GetBytes(list)])
        {
            var rows = await ScorableRows.ReadAsync(_rows.Write($"{Guid.NewGuid():N}", file));
            Assert.Equal(nested.Select(r => (r.Turn, r.Completion, r.Goal.Prompt)), rows.Select(r => (r.Turn, r.Completion, r.Goal.Prompt)));
        }
        Assert.Equal("a", Assert.Single(await ScorableRows.ReadAsync(Path.Combine(_rows.Folder, "n.json"), limit: 1)).Completion);
    }

    [Theory]
    [InlineData("", "x.jsonl holds no row.")]
    [InlineData("{\"prompt\":[]}", "x.jsonl, row 1: single_turn_prompt is missing.")]
    [InlineData("{GOAL,\"prompt\":[{\"role\":\"assistant\",\"content\":\"x\"}],\"completion\":\"y\"}", "x.jsonl, row 1: prompt must end with a message of the user.")]
    [InlineData("{GOAL,\"prompt\":[{\"role\":\"user\",\"content\":\"x\"}]}", "x.jsonl, row 1: completion is missing.")]
    [InlineData("{GOAL,\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}", "x.jsonl, row 1: messages[0].role is tool, not system, user or assistant.")]
    [InlineData("{GOAL,\"turns\":[{\"prompt\":[{\"role\":\"assistant\",\"content\":\"x\"}],\"responses\":[]}]}", "x.jsonl, row 1: turns[0].prompt must end with a message of the user.")]
    [InlineData("{GOAL,\"conv_id\":1,\"prompt\":[{\"role\":\"user\",\"content\":\"x\"}],\"completion\":\"y\"}\n{GOAL,\"conv_id\":1,\"prompt\":[{\"role\":\"user\",\"content\":\"z\"}],\"completion\":\"y\"}", "x.jsonl, row 2: prompt is not that of row 1, which has the same conv_id and turn_id.")]
    public async Task A_bad_row_is_one_sentence(string content, string sentence)
    {
        var path = _rows.Write("x.jsonl", content.Replace("GOAL", Goal, StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<InputException>(() => ScorableRows.ReadAsync(path));
        Assert.Equal(sentence, refused.Message.Replace(_rows.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    public void Dispose() => _rows.Dispose();
}
