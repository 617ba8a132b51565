using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets.SingleTurn;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.Datasets;

public sealed class SingleTurnTests : IDisposable
{
    private readonly TemporaryRows _rows = new();

    [Fact]
    public void Every_split_equals_the_reference()
    {
        foreach (var golden in JsonNode.Parse(File.ReadAllText(SharedFolder.Require("goldens/reference-single-turn-split.json")))!.AsArray())
        {
            var data = new SingleTurnDataset([.. Enumerable.Range(0, (int)golden!["rows"]!).Select(i => new Core.Datasets.Goal(i.ToString(CultureInfo.InvariantCulture), "p", "c"))]);
            var (train, eval) = data.Split((double)golden["eval_ratio"]!, (long)golden["seed"]!);
            Assert.Equal(golden["splits"]!["train"]!.AsArray().Select(n => n!.ToString()), train.Select(g => g.Id));
            Assert.Equal(golden["splits"]!["eval"]!.AsArray().Select(n => n!.ToString()), eval.Select(g => g.Id));
        }
    }

    [Fact]
    public void Ten_rows_give_the_second_for_evaluation()
    {
        var data = new SingleTurnDataset([.. Enumerable.Range(0, 10).Select(i => new Core.Datasets.Goal($"{i}", "p", "c"))]);
        Assert.Equal("1", Assert.Single(data.Parts()["eval"]).Id);
    }

    [Fact]
    public async Task Columns_are_mapped_and_the_rest_is_metadata()
    {
        var path = _rows.Write("m.jsonl", """{"problem":"1+1","solution":"2","level":"1","split":"test"}""" + "\n\n" + """{"problem":"2+2","solution":"4","level":null,"split":"train"}""");
        var data = await SingleTurnDataset.ReadAsync(path, FieldMap.Parse(["prompt=problem", "completion=solution"]));
        Assert.Equal(["1+1", "2+2"], data.Rows.Select(r => r.Prompt));
        Assert.Equal("""{"level":"1"}""", data.Rows[0].Metadata.ToJsonString());
        Assert.Equal(["test", "train"], data.Parts().Keys);
    }

    [Fact]
    public async Task Gzipped_lists_are_read()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write("""[{"prompt":"a, [\"]","completion":"b"} , {"prompt":"c","completion":"d"}]"""u8);
        var data = await SingleTurnDataset.ReadAsync(_rows.Write("x.json.gz", packed.ToArray()));
        Assert.Equal(["a, [\"]", "c"], data.Rows.Select(r => r.Prompt));
    }

    [Theory]
    [InlineData("", "x.jsonl holds no row.")]
    [InlineData("[]", "x.jsonl holds no row.")]
    [InlineData("""{"prompt":"a"}""", "x.jsonl, row 1: completion is missing.")]
    [InlineData("{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":7,\"completion\":\"b\"}", "x.jsonl, row 2: prompt is a number here and a text in row 1: a field must have one type.")]
    [InlineData("{\"prompt\":\"a\",\"completion\":\"b\",\"k\":1}\n{\"prompt\":\"a\",\"completion\":\"b\"}", "x.jsonl, row 2: k is missing, and row 1")]
    [InlineData("{\"prompt\":\"a\",\"completion\":\"b\"}\n{\"prompt\":\"a\",\"completion\":\"b\",\"k\":1}", "x.jsonl, row 2: k is here, and row 1 has no such field")]
    [InlineData("{\"id\":1,\"prompt\":\"a\",\"completion\":\"b\"}\n{\"id\":1,\"prompt\":\"a\",\"completion\":\"b\"}", "x.jsonl, row 2: id is 1 again, as in row 1: ids must be unique.")]
    [InlineData("""{"prompt":" ","completion":"b"}""", "x.jsonl, row 1: prompt is empty.")]
    [InlineData("""{"prompt":"a","prompt":"b","completion":"c"}""", "x.jsonl, row 1: this is not JSON.")]
    [InlineData("""{"prompt":"a","completion":"b","k":NaN}""", "x.jsonl, row 1: k is NaN, which JSON does not know")]
    [InlineData("""{"prompt":"\ud83d","completion":"b"}""", "x.jsonl, row 1: prompt holds half of a surrogate pair")]
    [InlineData("""[{"prompt":"a","completion":"b"} {"prompt":"a","completion":"b"}]""", "x.jsonl, row 1: this is not JSON")]
    [InlineData("""[{"prompt":"a","completion":"b"},]""", "x.jsonl, row 1: this is not JSON: a row is missing here.")]
    [InlineData("""[{"prompt":"a","completion":"b"}""", "x.jsonl, row 1: this is not JSON")]
    [InlineData("7", "x.jsonl, row 1: a row must be a JSON object, not 7.")]
    public async Task A_bad_file_is_one_sentence(string content, string sentence)
    {
        var refused = await Assert.ThrowsAsync<InputException>(() => SingleTurnDataset.ReadAsync(_rows.Write("x.jsonl", content)));
        Assert.StartsWith(sentence, refused.Message.Replace(_rows.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Other_encodings_are_named_with_row_and_field()
    {
        var latin = _rows.Write("x.jsonl", Encoding.Latin1.GetBytes("{\"prompt\":\"a\",\"completion\":\"caf\u00e9\"}"));
        Assert.Contains("x.jsonl, row 1: completion is not UTF-8, from byte 32", (await Assert.ThrowsAsync<InputException>(() => SingleTurnDataset.ReadAsync(latin))).Message, StringComparison.Ordinal);
        var wide = _rows.Write("y.jsonl", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{}")]);
        Assert.Contains("y.jsonl is UTF-16", (await Assert.ThrowsAsync<InputException>(() => SingleTurnDataset.ReadAsync(wide))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goals_may_lack_what_is_not_needed_to_play_them()
    {
        var path = _rows.Write("g.json", """[{"id":"x","prompt":"a","level":1},{"prompt":"b","completion":null},{"prompt":"c","completion":"r"}]""");
        var goals = await SingleTurnDataset.ReadGoalsAsync(path, limit: 2);
        Assert.Equal([("x", "a", ""), ("1", "b", "")], goals.Select(g => (g.Id, g.Prompt, g.Completion)));
        Assert.Equal("""{"level":1}""", goals[0].Metadata.ToJsonString());
        Assert.Contains("completion is missing", (await Assert.ThrowsAsync<InputException>(() => SingleTurnDataset.ReadAsync(path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named() =>
        Assert.StartsWith("There is no file ", (await Assert.ThrowsAsync<InputException>(() => SingleTurnDataset.ReadAsync(Path.Combine(_rows.Folder, "no.jsonl")))).Message);

    public void Dispose() => _rows.Dispose();
}
