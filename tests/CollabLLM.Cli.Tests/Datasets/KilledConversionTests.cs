using System.Globalization;
using System.Text;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Datasets;

public sealed class KilledConversionTests : IDisposable
{
    private const int MostRows = 1 << 20;
    private readonly Collab _collab = new();

    [Fact]
    public async Task A_killed_conversion_leaves_drafts_only_and_the_next_one_clears_them()
    {
        var (killed, whole) = (Path.Combine(_collab.Root, "killed"), Path.Combine(_collab.Root, "whole"));
        string input;
        // On a fast machine it may be through before it is killed: then there is more to do.
        var rows = 20_000;
        do
        {
            rows *= 2;
            Assert.True(rows <= MostRows, "no conversion was killed in the middle");
            if (Directory.Exists(killed)) Directory.Delete(killed, recursive: true);
            input = Rows(rows);
        }
        while (!await KilledInTheMiddleAsync(Arguments(input, killed), killed));

        Assert.All(Directory.EnumerateFileSystemEntries(killed), f => Assert.EndsWith(".part", f, StringComparison.Ordinal));
        (await _collab.RunAsync(Arguments(input, killed))).AssertSucceeded();
        (await _collab.RunAsync(Arguments(input, whole))).AssertSucceeded();
        Assert.Equal(["eval.jsonl", "train.jsonl"], Directory.EnumerateFileSystemEntries(killed).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        foreach (var name in (string[])["train.jsonl", "eval.jsonl"])
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(whole, name), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(Path.Combine(killed, name), TestContext.Current.CancellationToken));
        }
        Assert.Equal(rows / 2, File.ReadLines(Path.Combine(killed, "train.jsonl")).Count() + File.ReadLines(Path.Combine(killed, "eval.jsonl")).Count());
    }

    public void Dispose() => _collab.Dispose();

    private static string[] Arguments(string input, string folder) => ["dataset", "convert", input, "--to", "dpo", "--eval-ratio", "0.2", "--out", folder];

    /// <returns>False when it had ended before.</returns>
    private async Task<bool> KilledInTheMiddleAsync(string[] arguments, string folder)
    {
        using var child = ChildCollab.Start(_collab.Root, arguments);
        var draft = new FileInfo(Path.Combine(folder, "train.jsonl.part"));
        var made = new FileInfo(Path.Combine(folder, "train.jsonl"));
        while (!made.Exists && !(draft.Exists && draft.Length > 0))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
            draft.Refresh();
            made.Refresh();
        }
        child.Kill();
        return !File.Exists(made.FullName) && !File.Exists(Path.Combine(folder, "eval.jsonl"));
    }

    private string Rows(int count)
    {
        var filler = new string('x', 500);
        var text = new StringBuilder(count * 800);
        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{"prompt":[{"role":"user","content":"hi {{i / 2}} {{filler}}"}],"completion":"{{i}} {{filler}}","conv_id":{{i / 2}},"score":{{i % 2}},"single_turn_prompt":"p","single_turn_completion":"c","single_turn_metadata":{} }""").Append('\n');
        }
        return _collab.Write("rows.jsonl", text.ToString());
    }
}
