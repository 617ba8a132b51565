using System.Text;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.JsonLines;

public sealed class JsonLineFileTests : IDisposable
{
    private readonly Collab _collab = new();

    private string Model => TinyGguf.Model(_collab.Folder("models"));

    public void Dispose() => _collab.Dispose();

    [Theory]
    [InlineData("not json", "this is not JSON")]
    [InlineData("{\"text\": \"a\"", "this is not JSON")]
    [InlineData("[\"a\"]", "each line must hold one JSON object")]
    [InlineData("{}", "text is missing.")]
    [InlineData("{\"text\": null}", "text is missing.")]
    [InlineData("{\"text\": 7}", "text must be a text, not 7.")]
    [InlineData("{\"text\": \"a\", \"special\": \"yes\"}", "special must be true or false.")]
    [InlineData("{\"text\": \"a\"} {\"text\": \"b\"}", "this is not JSON")]
    public async Task A_line_that_cannot_be_used_is_named_by_file_and_number(string line, string words)
    {
        var input = _collab.Write("in.jsonl", "{\"text\": \"good\"}\n\n" + line + "\n");
        var output = Path.Combine(_collab.Root, "out.jsonl");
        var result = await _collab.RunAsync("models", "tokenize", "--model", Model, "--input", input, "--output", output);
        result.AssertFailed(ExitCodes.BadInput, $"{input}, line 3: {words}");
        Assert.Equal(["appsettings.json", "in.jsonl"], Files("appsettings.json"));
    }

    [Fact]
    public async Task A_file_from_before_survives_a_bad_line()
    {
        var output = _collab.Write("out.jsonl", "before");
        var result = await _collab.RunAsync("models", "tokenize", "--model", Model, "--input", _collab.Write("in.jsonl", "{"), "--output", output);
        Assert.Equal(ExitCodes.BadInput, result.ExitCode);
        Assert.Equal("before", await File.ReadAllTextAsync(output));
    }

    [Fact]
    public async Task Blank_lines_a_mark_at_the_beginning_and_carriage_returns_are_passed_over()
    {
        var input = _collab.Write("in.jsonl", "\uFEFF{\"text\": \"a\"}\r\n\r\n   \r\n{\"text\": \"b\"}");
        var result = (await _collab.RunAsync("models", "tokenize", "--model", Model, "--input", input)).AssertSucceeded();
        Assert.Equal(["{\"ids\":[100]}", "{\"ids\":[101]}"], result.OutLines);
    }

    [Fact]
    public async Task Stdin_is_read_and_nothing_in_gives_nothing_out()
    {
        var result = (await _collab.RunAsync(["models", "tokenize", "--model", Model, "--input", "-"], "{\"text\": \"a\"}\n", terminal: false)).AssertSucceeded();
        Assert.Equal("{\"ids\":[100]}\n", result.Out.ReplaceLineEndings("\n"));
        Assert.Equal("", (await _collab.RunAsync("models", "tokenize", "--model", Model, "--input", "-")).AssertSucceeded().Out);
    }

    [Fact]
    public async Task What_is_not_utf8_is_refused_with_its_line()
    {
        var input = Path.Combine(_collab.Root, "in.jsonl");
        await File.WriteAllBytesAsync(input, [.. Encoding.UTF8.GetBytes("{\"text\": \"é\"}\n{\"text\": \""), 0xE9, .. Encoding.UTF8.GetBytes("\"}\n")]);
        var result = await _collab.RunAsync("models", "tokenize", "--model", Model, "--input", input);
        Assert.Equal(ExitCodes.BadInput, result.ExitCode);
        Assert.Contains("line 2: this is not UTF-8.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_are_not_there_are_named()
    {
        (await _collab.RunAsync("models", "tokenize", "--model", "gone.gguf", "--input", "-")).AssertFailed(ExitCodes.BadInput, "gone.gguf does not exist.");
        (await _collab.RunAsync("models", "tokenize", "--model", Model, "--input", "gone.jsonl"))
            .AssertFailed(ExitCodes.BadInput, "--input: there is no file gone.jsonl.");
        var nowhere = Path.Combine(_collab.Root, "gone", "out.jsonl");
        (await _collab.RunAsync(["models", "tokenize", "--model", Model, "--input", "-", "--output", nowhere], "{\"text\": \"a\"}", terminal: false))
            .AssertFailed(ExitCodes.BadInput, $"{nowhere} cannot be written");
    }

    private string[] Files(params string[] more) =>
        [.. Directory.EnumerateFiles(_collab.Root).Select(f => Path.GetFileName(f)!).Union(more).Order(StringComparer.Ordinal)];
}
