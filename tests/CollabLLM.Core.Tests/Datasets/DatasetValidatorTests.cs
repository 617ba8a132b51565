using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Tests.Datasets;

public sealed class DatasetValidatorTests : IDisposable
{
    private readonly TemporaryRows _rows = new();

    [Fact]
    public async Task The_same_conversation_under_two_ids_is_found_in_any_order_of_rows()
    {
        var rows = new[] { Row(0, "a", "hi", 1), Row(5, "b", "hi", 0), Row(0, "b", "hi", 0), Row(5, "a", "hi", 1), Row(6, "a", "hi", 1) };
        Assert.Equal(
            ["x.jsonl, row 2: conv_id is 5, and the same conversation stands from row 1 on as 0."],
            await ProblemsAsync([_rows.Write("x.jsonl", string.Join('\n', rows))], []));
    }

    [Fact]
    public async Task Candidates_of_one_turn_with_two_prompts_are_found() => Assert.Equal(
        ["x.jsonl, row 2: prompt is not that of row 1, which has the same conv_id and turn_id: the two cannot be a pair."],
        await ProblemsAsync([_rows.Write("x.jsonl", Row(0, "a", "hi", 1) + "\n" + Row(0, "b", "ho", 0))], []));

    [Fact]
    public async Task Leaks_of_multiturn_data_are_named_by_field()
    {
        var train = _rows.Write("train.jsonl", Row(0, "a", "hi", 1, "g0") + "\n" + Row(1, "b", "ho", 0, "g1"));
        var eval = _rows.Write("eval.jsonl", Row(1, "c", "new", 1, "g2") + "\n" + Row(7, "d", "hi", 0, "g3") + "\n" + Row(8, "e", "other", 0, "g0"));
        Assert.Equal(
            [
                "eval.jsonl, row 1: conv_id is that of row 2 of train.jsonl, which is for training: what was learned there is measured here.",
                "eval.jsonl, row 2: prompt is that of row 1 of train.jsonl, which is for training: what was learned there is measured here.",
                "eval.jsonl, row 3: single_turn_prompt is that of row 1 of train.jsonl, which is for training: what was learned there is measured here.",
            ],
            await ProblemsAsync([train], [eval]));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"X"}]}""", "messages")]
    [InlineData("""{"prompt":[{"role":"user","content":"hi"}],"chosen":"X","rejected":"b"}""", "prompt")]
    [InlineData("""{"prompt":"1+1?","completion":"X"}""", "prompt")]
    public async Task Leaks_of_rows_for_trainers_do_not_depend_on_the_reply(string row, string field)
    {
        var found = await ProblemsAsync([_rows.Write("t.jsonl", row)], [_rows.Write("e.jsonl", row.Replace("X", "Y", StringComparison.Ordinal))]);
        Assert.Equal($"e.jsonl, row 1: {field} is that of row 1 of t.jsonl, which is for training: what was learned there is measured here.", Assert.Single(found));
        var other = row.Replace("hi", "ho", StringComparison.Ordinal).Replace("1+1", "2+2", StringComparison.Ordinal);
        Assert.Empty(await ProblemsAsync([_rows.Write("t.jsonl", row)], [_rows.Write("e.jsonl", other)]));
    }

    [Fact]
    public async Task A_nested_file_leaks_by_goal_and_by_every_turn()
    {
        const string nested = """[{"single_turn_prompt":"g","single_turn_completion":"","turns":[{"prompt":[{"role":"user","content":"hi"}],"responses":[{"completion":"a","score":1}]}]}]""";
        var found = await ProblemsAsync([_rows.Write("t.json", nested)], [_rows.Write("e.json", nested.Replace("\"a\"", "\"b\"", StringComparison.Ordinal))]);
        Assert.Equal(["e.json, row 1: prompt", "e.json, row 1: single_turn_prompt"], found.Select(f => f.Split(" is that of ")[0]));
    }

    [Fact]
    public async Task Rows_for_trainers_have_one_type_a_column_and_alternating_roles() => Assert.Equal(
        ["d.jsonl, row 2: score_chosen is a text here and a number before; a Parquet column has one type.", "d.jsonl, row 2: prompt[1].role is user again: roles must alternate."],
        await ProblemsAsync(
            [_rows.Write("d.jsonl", """{"prompt":[{"role":"user","content":"a"}],"chosen":"x","rejected":"y","score_chosen":1}""" + "\n" + """{"prompt":[{"role":"user","content":"a"},{"role":"user","content":"b"}],"chosen":"x","rejected":"y","score_chosen":"1"}""")],
            []));

    public void Dispose() => _rows.Dispose();

    private static string Row(int conversation, string completion, string prompt, int score, string goal = "g") =>
        $$"""{"prompt":[{"role":"user","content":"{{prompt}}"}],"completion":"{{completion}}","conv_id":{{conversation}},"score":{{score}},"single_turn_prompt":"{{goal}}","single_turn_completion":"","single_turn_metadata":{} }""";

    private async Task<IEnumerable<string>> ProblemsAsync(string[] train, string[] eval)
    {
        var report = await DatasetValidator.CheckAsync(train, eval);
        Assert.Equal(report.Count, report.Problems.Count);
        return report.Problems.Select(p => p.ToString().Replace(_rows.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }
}
