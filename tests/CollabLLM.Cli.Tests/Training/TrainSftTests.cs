using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.Training;

public sealed class TrainSftTests : IDisposable
{
    private const string Row = """{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]}""";
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task A_new_model_is_trained_and_chats_and_a_killed_run_ends_with_the_same_bits()
    {
        var (whole, killed) = (Path.Combine(_collab.Root, "whole"), Path.Combine(_collab.Root, "killed"));
        var result = (await _collab.RunAsync(Train(whole, "--json", "--evaluate", "world", "--evaluate-every", "20"))).AssertSucceeded();
        var summary = JsonNode.Parse(result.Out)!;
        Assert.True((double)summary["loss"]! < 0.8 * Math.Log(400), result.Out);
        var model = (string)summary["model"]!;
        List<string> replies = [];
        // So small a model may say nothing now and then.
        for (var seed = 1; seed <= 5; seed++) replies.Add((await _collab.RunAsync("chat", "--model", model, "--temperature", "1", "--seed", $"{seed}", "--max-tokens", "30", "Write an invitation.")).AssertSucceeded().Out.Trim());
        Assert.Contains(replies, r => r.Length > 0);

        using (var child = ChildCollab.Start(_collab.Root, Train(killed, "--evaluate", "world", "--evaluate-every", "20")))
        {
            while (Steps(killed) < 12) await Task.Delay(10, TestContext.Current.CancellationToken);
            child.Kill();
        }
        Assert.False(File.Exists(Path.Combine(killed, "model.gguf")));
        using (var child = ChildCollab.Start(_collab.Root, Train(killed, "--evaluate", "world", "--evaluate-every", "20"))) (await child.EndAsync()).AssertSucceeded();
        Assert.Equal(await File.ReadAllBytesAsync(model, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(Path.Combine(killed, "model.gguf"), TestContext.Current.CancellationToken));

        static int Steps(string folder) => File.Exists(Path.Combine(folder, "metrics.jsonl")) ? File.ReadLines(Path.Combine(folder, "metrics.jsonl")).Count() : 0;
    }

    [Fact]
    public async Task A_base_gets_an_adapter_and_a_merged_model()
    {
        var model = TinyGguf.Model(_collab.Folder("base"));
        var folder = Path.Combine(_collab.Root, "out");
        (await _collab.RunAsync(
            "train", "sft", "--base", model, "--data", _collab.Write("rows.jsonl", Row + "\n" + Row), "--out", folder, "--lora-rank", "2", "--lora-dropout", "0.1", "--lora-targets", "attn_q", "ffn_up",
            "--epochs", "2", "--threads", "1")).AssertSucceeded();
        Assert.Equal(["adapter.gguf", "metrics.jsonl", "model.gguf", "report.html", "step-0000000002.checkpoint"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using (var adapter = GgufFile.Open(Path.Combine(folder, "adapter.gguf"))) Assert.All(adapter.Tensors, t => Assert.Matches(@"\.(attn_q|ffn_up)\.", t.Name));
        (await _collab.RunAsync("chat", "--model", Path.Combine(folder, "model.gguf"), "--temperature", "0", "--max-tokens", "3", "hi")).AssertSucceeded();
    }

    [Fact]
    public async Task An_adapter_is_trained_on_and_merged()
    {
        var model = TinyGguf.Model(_collab.Folder("base"));
        var (first, second, merged) = (Path.Combine(_collab.Root, "first"), Path.Combine(_collab.Root, "second"), Path.Combine(_collab.Root, "merged.gguf"));
        string[] train = ["train", "sft", "--base", model, "--data", _collab.Write("rows.jsonl", Row), "--lora-rank", "2", "--epochs", "1", "--threads", "1", "--type", "f32"];
        (await _collab.RunAsync([.. train, "--rate", "0.01", "--out", first])).AssertSucceeded();
        var adapter = Path.Combine(first, "adapter.gguf");
        (await _collab.RunAsync("models", "merge", model, "--adapter", adapter, "--type", "f32", "--out", merged)).AssertSucceeded();
        (await _collab.RunAsync([.. train, "--adapter", adapter, "--rate", "1e-12", "--out", second])).AssertSucceeded();
        // Where next to nothing was learnt on top, the model is the base and its adapter, and so is what the first run wrote.
        float[] expected = Values(merged), learnt = Values(Path.Combine(second, "model.gguf")), before = Values(model);
        Assert.All(expected.Zip(learnt), v => Assert.Equal(v.First, v.Second, 1e-6));
        Assert.All(expected.Zip(Values(Path.Combine(first, "model.gguf"))), v => Assert.Equal(v.First, v.Second, 1e-4));
        Assert.Contains(expected.Zip(before), v => Math.Abs(v.First - v.Second) > 1e-4);
        (await _collab.RunAsync("chat", "--model", merged, "--temperature", "0", "--max-tokens", "3", "hi")).AssertSucceeded();

        // Of another vocabulary.
        var folder = Path.Combine(_collab.Root, "third");
        string[] other = ["train", "sft", "--new", "--width", "64", "--layers", "2", "--heads", "4", "--vocabulary", "300", "--context", "768", "--threads", "1", "--data", "world", "--tokens", "500", "--out", folder];
        (await _collab.RunAsync(other)).AssertSucceeded();
        (await _collab.RunAsync("train", "sft", "--base", Path.Combine(folder, "model.gguf"), "--adapter", adapter, "--data", _collab.Write("rows.jsonl", Row), "--out", Path.Combine(_collab.Root, "fourth"), "--threads", "1"))
            .AssertFailed(ExitCodes.BadInput, adapter);
        Assert.False(Directory.Exists(Path.Combine(_collab.Root, "fourth")));
        (await _collab.RunAsync("models", "merge", Path.Combine(folder, "model.gguf"), "--adapter", adapter, "--out", merged + ".x")).AssertFailed(ExitCodes.BadInput, adapter);
        Assert.Empty(Directory.EnumerateFiles(_collab.Root, "merged.gguf.x*"));
    }

    private static float[] Values(string path)
    {
        using var file = DecoderFile.Open(path);
        return file.Floats("blk.0.attn_q.weight");
    }

    [Theory]
    [InlineData("--new --adapter a.gguf --data world --tokens 5", "--adapter needs --base.")]
    [InlineData("--new --base x.gguf --data world --tokens 5", "One of --base and --new")]
    [InlineData("--data world --tokens 5", "One of --base and --new")]
    [InlineData("--new --data world", "--data world never ends: it needs --tokens.")]
    [InlineData("--new --data world --tokens 5 --primer 1 2", "--primer")]
    [InlineData("--new --data rows.jsonl --primer 1 2 3", "--primer goes with --data world only.")]
    [InlineData("--base x.gguf --width 64 --data world --tokens 5", "--width needs --new.")]
    [InlineData("--new --data world --tokens 5 --patience 3", "--patience needs --evaluate.")]
    [InlineData("--new --data world --tokens 5 --lora-dropout 0.1", "--lora-dropout needs an adapter: --lora-rank is 0.")]
    [InlineData("--new --data world --tokens 5 --epochs 3", "--epochs and --tokens do not go together.")]
    public async Task Options_that_do_not_go_together_are_refused(string options, string problem) =>
        (await _collab.RunAsync(["train", "sft", .. options.Split(' '), "--out", Path.Combine(_collab.Root, "out")])).AssertFailed(ExitCodes.Usage, problem);

    [Fact]
    public async Task Bad_input_is_said_in_one_sentence_and_leaves_nothing()
    {
        var model = TinyGguf.Model(_collab.Folder("base"));
        var folder = Path.Combine(_collab.Root, "out");
        await RefusedAsync(TinyGguf.Model(_collab.Folder("strange"), "mamba"), Row, "mamba");
        await RefusedAsync(model, """{"messages":[{"role":"user","content":"hi"}]}""", "rows.jsonl, row 1: messages holds nothing that an assistant said");
        await RefusedAsync(model, Row.Replace("ho", new string('x', 400), StringComparison.Ordinal), "rows.jsonl, row 1: messages are");
        await RefusedAsync(Path.Combine(_collab.Root, "none.gguf"), Row, "none.gguf");

        async Task RefusedAsync(string file, string row, string problem)
        {
            (await _collab.RunAsync("train", "sft", "--base", file, "--data", _collab.Write("rows.jsonl", row), "--out", folder, "--threads", "1")).AssertFailed(ExitCodes.BadInput, problem);
            Assert.False(Directory.Exists(folder));
        }
    }

    [Fact]
    public async Task A_folder_keeps_the_base_that_its_run_began_with()
    {
        var folder = Path.Combine(_collab.Root, "out");
        string[] small = ["train", "sft", "--new", "--width", "32", "--layers", "1", "--heads", "2", "--vocabulary", "400", "--context", "768", "--threads", "1", "--out", folder];
        (await _collab.RunAsync([.. small, "--data", Path.Combine(_collab.Root, "none.jsonl")])).AssertFailed(ExitCodes.BadInput, "none.jsonl");
        Assert.False(Directory.Exists(folder));
        string[] trained = [.. small, "--data", "world", "--tokens", "500"];
        (await _collab.RunAsync(trained)).AssertSucceeded();
        var before = await File.ReadAllBytesAsync(Path.Combine(folder, "base.gguf"), TestContext.Current.CancellationToken);
        (await _collab.RunAsync([.. trained, "--seed", "2"])).AssertFailed(ExitCodes.BadInput, "holds a run from another base");
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(folder, "base.gguf"), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFiles(folder, "*.part"));
        (await _collab.RunAsync(trained)).AssertSucceeded();
    }

    private static string[] Train(string folder, params string[] more) =>
    [
        "train", "sft", "--new", "--width", "32", "--layers", "1", "--heads", "2", "--vocabulary", "400", "--context", "768", "--data", "world", "--tokens", "60000", "--batch", "4", "--warm-up", "5",
        "--rate", "0.01", "--save-every", "5", "--threads", "1", "--type", "f32", "--out", folder, .. more,
    ];
}
