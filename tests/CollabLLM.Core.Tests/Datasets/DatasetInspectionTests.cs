using System.IO.Compression;
using System.Text;
using CollabLLM.Core.Datasets.Inspection;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Tests.Datasets;

public sealed class DatasetInspectionTests : IDisposable
{
    private readonly TemporaryRows _rows = new();

    [Theory]
    [InlineData("""{"single_turn_prompt":"p","single_turn_completion":"c","turns":[]}""", DatasetForm.Nested)]
    [InlineData("""{"prompt":[],"completion":"x","conv_id":0,"score":1,"turn_id":1,"single_turn_prompt":"p"}""", DatasetForm.Flat)]
    [InlineData("""{"messages":[]}""", DatasetForm.Sft)]
    [InlineData("""{"text":"x"}""", DatasetForm.Sft)]
    [InlineData("""{"prompt":[],"chosen":"a","rejected":"b"}""", DatasetForm.Dpo)]
    [InlineData("""{"prompt":[],"completion":[],"label":true}""", DatasetForm.Kto)]
    [InlineData("""{"prompt":[],"single_turn_prompt":"p"}""", DatasetForm.Inputs)]
    [InlineData("""{"prompt":[],"single_turn_prompt":"p","conv_id":0,"turn_id":1}""", DatasetForm.Grpo)]
    [InlineData("""{"prompt":"p","completion":"c","level":"1"}""", DatasetForm.SingleTurn)]
    [InlineData("""{"messages":[],"stop":"signal","id":"a"}""", DatasetForm.Simulated)]
    [InlineData("""{"prompt":[],"extra_info":{},"reward_model":{}}""", DatasetForm.Verl)]
    [InlineData("""{"question":"p","answer":"c"}""", DatasetForm.Unknown)]
    public async Task Forms_are_told_by_their_fields(string row, DatasetForm form) =>
        Assert.Equal(form, (await DatasetInspector.InspectAsync(_rows.Write("x.jsonl", row))).Form);

    [Fact]
    public async Task Columns_have_types_nulls_and_lengths()
    {
        var path = _rows.Write("x.jsonl", """{"a":"four","b":1,"c":null,"d":[1,2]}""" + "\n" + """{"a":"","b":"2","c":true}""" + "\n");
        var found = await DatasetInspector.InspectAsync(path, 1);
        Assert.Equal((2, "JSON Lines", 1), (found.Rows, found.Container, found.FirstRows.Count));
        Assert.Equal(["a", "b", "c", "d"], found.Columns.Select(c => c.Name));
        Assert.Equal((0d, 4d, "characters"), (found.Columns[0].Shortest, found.Columns[0].Longest, found.Columns[0].Unit));
        Assert.Equal([("number", 1), ("text", 1)], found.Columns[1].Types.Select(t => (t.Key, t.Value)));
        Assert.Null(found.Columns[1].Shortest);
        Assert.Equal((1, 0), (found.Columns[2].Nulls, found.Columns[2].Missing));
        Assert.Equal((0, 1, 2d), (found.Columns[3].Nulls, found.Columns[3].Missing, found.Columns[3].Longest));
    }

    [Fact]
    public async Task Parquet_shows_its_schema()
    {
        using var data = await _rows.OpenAsync("n.json", """[{"single_turn_prompt":"p","single_turn_completion":"c","turns":[{"prompt":[{"role":"user","content":"hi"}],"responses":[{"completion":"x","score":0.5}]}]}]""");
        using var parquet = new MemoryStream();
        await MultiturnFiles.WriteFlatParquetAsync(parquet, data);
        var found = await DatasetInspector.InspectAsync(_rows.Write("f.parquet", parquet.ToArray()));
        Assert.Equal((DatasetForm.Flat, "Parquet"), (found.Form, found.Container));
        Assert.Contains("prompt list<struct<role string, content string>>", found.Schema!);
        Assert.Contains("score double", found.Schema!);
    }

    [Fact]
    public async Task What_is_inside_a_gzipped_file_is_said()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write("""[{"text":"x"}]"""u8);
        Assert.Equal("JSON list, gzipped", (await DatasetInspector.InspectAsync(_rows.Write("x.gz", packed.ToArray()))).Container);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_named()
    {
        var path = _rows.Write("x.jsonl", Encoding.UTF8.GetBytes("{\"a\":1}\n{\"a\":}\n"));
        Assert.Contains("x.jsonl, row 2: this is not JSON", (await Assert.ThrowsAsync<InputException>(() => DatasetInspector.InspectAsync(path))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _rows.Dispose();
}
