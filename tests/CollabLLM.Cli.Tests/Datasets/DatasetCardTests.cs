using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Datasets;

public sealed class DatasetCardTests : IDisposable
{
    private const string Nested = """
        [{"single_turn_prompt":"p","single_turn_completion":"c","turns":[{"prompt":[{"role":"user","content":"hi"}],"responses":[
          {"completion":"good","score":0.9,"rewards":{"MR":[0.8,1.0]}},{"completion":"bad","score":0.1,"rewards":{"MR":[0.1]}}]}]}]
        """;

    private readonly Collab _collab = new();

    [Fact]
    public async Task A_card_is_two_files_and_says_what_is_missing()
    {
        var folder = Path.Combine(_collab.Root, "card");
        var result = (await _collab.RunAsync("dataset", "card", _collab.Write("n.json", Nested), "--out", folder, "--licence", "cc-by-4.0", "--title", "Menus")).AssertSucceeded();
        Assert.Equal("", result.Out);
        Assert.Contains("Not stated: consent, lineage.", result.Error, StringComparison.Ordinal);
        var card = await ReadAsync(folder, "README.md");
        Assert.Contains("| chosen (best reply of a turn) | 1 | 0.900 |", card, StringComparison.Ordinal);
        Assert.Contains("**Consent:** not stated", card, StringComparison.Ordinal);
        Assert.Equal(0.9, (double)JsonNode.Parse(await ReadAsync(folder, "card.json"))!["chosen"]!["mean"]!, 1e-12);
        // The command's own card may be written again; somebody's README may not.
        (await _collab.RunAsync("dataset", "card", Path.Combine(_collab.Root, "n.json"), "--out", folder)).AssertSucceeded();
        _collab.Write("README.md", "# Mine");
        (await _collab.RunAsync("dataset", "card", Path.Combine(_collab.Root, "n.json"), "--out", _collab.Root)).AssertFailed(ExitCodes.BadInput, "README.md was not made by this command, and is not written over");
        Assert.Equal("# Mine", await ReadAsync(_collab.Root, "README.md"));
    }

    [Fact]
    public async Task Without_a_folder_the_card_goes_to_stdout()
    {
        var file = _collab.Write("n.json", Nested);
        Assert.StartsWith("---\npretty_name: \"n\"\n", (await _collab.RunAsync("dataset", "card", file)).AssertSucceeded().Out, StringComparison.Ordinal);
        Assert.Equal(2, (int)JsonNode.Parse((await _collab.RunAsync("dataset", "card", file, "--json")).AssertSucceeded().Out)!["rows"]!);
    }

    [Fact]
    public async Task A_file_is_inspected_for_people_and_for_programs()
    {
        var file = _collab.Write("n.json", Nested);
        var shown = (await _collab.RunAsync("dataset", "inspect", file, "--rows", "1")).AssertSucceeded();
        Assert.Equal("", shown.Out);
        Assert.Contains("n.json: multiturn, nested, 1 rows, JSON list", shown.Error, StringComparison.Ordinal);
        Assert.Contains("  single_turn_prompt: p", shown.Error, StringComparison.Ordinal);
        var json = JsonNode.Parse((await _collab.RunAsync("dataset", "inspect", file, "--json")).AssertSucceeded().Out)!;
        Assert.Equal(("nested", 1), ((string)json["form"]!, (int)json["rows"]!));
        Assert.Equal("turns", (string)json["columns"]![2]!["name"]!);
        Assert.Equal("p", (string)json["firstRows"]![0]!["single_turn_prompt"]!);
    }

    [Fact]
    public async Task Text_of_a_row_cannot_steer_the_terminal()
    {
        var shown = (await _collab.RunAsync("dataset", "inspect", _collab.Write("x.jsonl", """{"messages":[{"role":"user","content":"a\u001b[2Jb\nassistant: c"}],"k\u001b[1m":"[red]"}""" + "\n"))).AssertSucceeded();
        Assert.DoesNotContain('\u001b', shown.Error);
        Assert.Contains("    user: a\uFFFD[2Jb⏎assistant: c", shown.Error, StringComparison.Ordinal);
        Assert.Contains("[red]", shown.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _collab.Dispose();

    private static Task<string> ReadAsync(string folder, string name) => File.ReadAllTextAsync(Path.Combine(folder, name), TestContext.Current.CancellationToken);
}
