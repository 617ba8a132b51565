using CollabLLM.Core.Datasets.Export;
using CollabLLM.Core.Datasets.Rows;
using DuckDB.NET.Data;

namespace CollabLLM.Core.Tests.Datasets;

/// <summary>What another reader sees in our Parquet files.</summary>
public sealed class VerlExportTests : IDisposable
{
    private const string Nested = """
        [{"single_turn_prompt":"Plan a menu.","single_turn_completion":"Day 1","single_turn_metadata":{"topic":"food","days":3},"turns":[
          {"prompt":[{"role":"user","content":"help me w/ a menu"}],"responses":[
            {"completion":"For how many days?","score":0.81,"rewards":{"document->bleu":[0.31,0.28],"MR":[1,0.7]},"sessions":[[{"role":"user","content":"hé"}],[]]},
            {"completion":"Here is one.","score":0.22,"rewards":{"MR":[0.2,null]},"sessions":[]}]},
          {"prompt":[{"role":"user","content":"help me w/ a menu"},{"role":"assistant","content":"For how many days?"},{"role":"user","content":"3"}],"responses":[
            {"completion":"Day 1 …","score":0.9,"rewards":{"MR":[0.9]},"sessions":[]}]}]}]
        """;

    private const string Message = """STRUCT("role" VARCHAR, "content" VARCHAR)[]""";

    private readonly TemporaryRows _rows = new();

    [Fact]
    public async Task Another_reader_sees_the_columns_and_types_of_the_recipe()
    {
        await ExportAsync(rl: true);
        Assert.Equal(
            [
                $"prompt {Message}", "ground_truth VARCHAR", $"raw_prompt {Message}",
                $"""extra_info STRUCT(completion VARCHAR, conv_id BIGINT, score DOUBLE, single_turn_completion VARCHAR, single_turn_metadata STRUCT(topic VARCHAR, "days" BIGINT), turn_id BIGINT, sessions {Message}[], rewards STRUCT("document->bleu" DOUBLE[], MR DOUBLE[]), prompt {Message}, interaction_kwargs STRUCT("name" VARCHAR, single_turn_prompt VARCHAR, task_desc VARCHAR))""",
                "reward_model STRUCT(style VARCHAR, ground_truth VARCHAR)", "data_source VARCHAR", "agent_name VARCHAR", "index VARCHAR",
            ],
            Ask("SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM 'FILE')", "rl_train.parquet"));
    }

    [Fact]
    public async Task Values_come_back_as_they_were()
    {
        await ExportAsync(rl: true);
        Assert.Equal(
            [
                """{"first":{"role":"system","content":"S"},"truth":"Day 1","info":[[{"role":"user","content":"hé"}],[]],"mr":[1.0,0.7],"days":3,"turn":1,"task":"menus"}""",
                """{"first":{"role":"system","content":"S"},"truth":"Day 1","info":[],"mr":[0.9],"days":3,"turn":3,"task":"menus"}""",
            ],
            Ask(
                """
                SELECT to_json({first: prompt[1], truth: reward_model.ground_truth, info: extra_info.sessions, mr: extra_info.rewards.MR, days: extra_info.single_turn_metadata."days",
                  turn: extra_info.turn_id, task: extra_info.interaction_kwargs.task_desc}) FROM 'FILE' ORDER BY extra_info.turn_id
                """,
                "rl_*.parquet"));
    }

    [Fact]
    public async Task A_run_gives_the_same_ids_again()
    {
        await ExportAsync(rl: true);
        var before = Ask("SELECT \"index\" FROM 'FILE'", "rl_train.parquet");
        await ExportAsync(rl: true);
        Assert.Equal(before, Ask("SELECT \"index\" FROM 'FILE'", "rl_train.parquet"));
        Assert.All(before, id => Assert.Equal('4', id[14]));
    }

    [Fact]
    public async Task Supervised_rows_are_one_column()
    {
        await ExportAsync(rl: false);
        Assert.Equal([$"prompt {Message}"], Ask("SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM 'FILE')", "sft_train.parquet"));
        Assert.Equal(["Day 1 …"], Ask("SELECT prompt[-1].content FROM 'FILE'", "sft_*.parquet"));
    }

    [Fact]
    public async Task A_column_with_two_types_is_named_and_nothing_is_written()
    {
        const string row = """{"prompt":[{"role":"user","content":"PP"}],"completion":"a","conv_id":CC,"score":1,"single_turn_prompt":"g","single_turn_completion":"","single_turn_metadata":{"level":LL}}""";
        string Row(string prompt, string id, string level) => row.Replace("PP", prompt).Replace("CC", id).Replace("LL", level);
        using var data = await _rows.OpenAsync("flat.jsonl", Row("x", "0", "1") + "\n" + Row("y", "1", "\"1\""));
        var folder = Path.Combine(_rows.Folder, "out");
        using (var output = new OutputFiles(folder))
        {
            var refused = await Assert.ThrowsAsync<InputException>(() => new VerlExport(data, new()).WriteRlAsync(output));
            Assert.Contains("flat.jsonl, row 2: single_turn_metadata.level is a text here and a number before", refused.Message, StringComparison.Ordinal);
        }
        Assert.False(Directory.Exists(folder));
    }

    public void Dispose() => _rows.Dispose();

    private async Task ExportAsync(bool rl)
    {
        using var data = await _rows.OpenAsync("nested.json", Nested);
        using var output = new OutputFiles(Path.Combine(_rows.Folder, "out"));
        var export = new VerlExport(data, new() { SystemPrompt = "S", TaskDescription = "menus" });
        if (rl) await export.WriteRlAsync(output);
        else await export.WriteSftAsync(output);
        output.Commit();
    }

    private List<string> Ask(string query, string file)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query.Replace("FILE", Path.Combine(_rows.Folder, "out", file), StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read()) rows.Add(reader.GetString(0));
        return rows;
    }
}
