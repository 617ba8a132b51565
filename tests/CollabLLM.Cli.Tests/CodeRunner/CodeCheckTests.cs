using System.IO.Compression;
using System.Text.Json;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.CodeRunner;

public sealed class CodeCheckTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>, IDisposable
{
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task References_pass_or_are_named_as_infra()
    {
        sandbox.Require();
        var file = _collab.Write("tasks.jsonl", Lines(Task("a", "    return x + 1"), Task("b", "    return 0"), Task("c", "    return x + 1")));
        var result = (await _collab.RunAsync("code", "check", "--input", file, "--limit", "2")).AssertSucceeded();
        Assert.Matches(@"^task +verdict +passed +seconds +detail", result.OutLines[0]);
        Assert.Matches(@"^a +pass +2 of 2 ", result.OutLines[1]);
        Assert.Matches(@"^b +infra +0 of 2 .*the reference solution does not pass here \(assert\)", result.OutLines[2]);
        Assert.Equal(3, result.OutLines.Length);
        Assert.Contains("2 programs in ", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 pass, 1 infra.", result.Error, StringComparison.Ordinal);
        Assert.Contains("Not judged (infra): b.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_field_is_judged_and_json_is_one_object_a_row_in_order()
    {
        sandbox.Require();
        var file = Path.Combine(_collab.Root, "tasks.jsonl.gz");
        await using (var writer = new StreamWriter(new GZipStream(File.Create(file), CompressionLevel.Fastest)))
        {
            await writer.WriteAsync(Lines(Answer("```python\nimport time\ntime.sleep(0.5)\n" + TwoTests.Solution + "\n```"), Answer("def task_func(x): return 2"), Answer("def (")));
        }
        var result = (await _collab.RunAsync("code", "check", "--input", file, "--field", "answer", "--json")).AssertSucceeded();
        var rows = result.OutLines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["pass", "assert", "syntax"], rows.Select(r => r.GetProperty("verdict").GetString()));
        Assert.Equal([1, 0.5, 0], rows.Select(r => r.GetProperty("fraction").GetDouble()));
        Assert.Equal("line 3", rows[2].GetProperty("task").GetString());
    }

    [Theory]
    [InlineData("{}\n", "line 1: code_prompt is missing.")]
    [InlineData("\n{\"code_prompt\": \"\", \"canonical_solution\": 3}\n", "line 2: canonical_solution must be a text, not 3.")]
    [InlineData("nothing\n", "line 1: this is not JSON.")]
    [InlineData("[]\n", "line 1: each line must hold one JSON object.")]
    [InlineData("", "tasks.jsonl holds no row.")]
    public async Task Bad_input_is_one_sentence_and_nothing_runs(string content, string words) =>
        (await _collab.RunAsync("code", "check", "--input", _collab.Write("tasks.jsonl", content))).AssertFailed(ExitCodes.BadInput, words);

    [Fact]
    public async Task Files_that_are_not_there_or_not_gzip_are_one_sentence()
    {
        (await _collab.RunAsync("code", "check", "--input", Path.Combine(_collab.Root, "absent.jsonl"))).AssertFailed(ExitCodes.BadInput, "absent.jsonl cannot be read");
        (await _collab.RunAsync("code", "check", "--input", _collab.Write("plain.jsonl.gz", "{}"))).AssertFailed(ExitCodes.BadInput, "line 1: this is not gzip.");
    }

    private static object Task(string id, string body) =>
        new { task_id = id, code_prompt = "def task_func(x):\n", canonical_solution = body, test = TwoTests.Source, entry_point = TwoTests.EntryPoint };

    private static object Answer(string answer) => new { answer, test = TwoTests.Source, entry_point = TwoTests.EntryPoint };

    private static string Lines(params object[] rows) => string.Concat(rows.Select(r => JsonSerializer.Serialize(r) + "\n"));
}
