using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.Training;

public sealed class TrainPreferenceTests : IDisposable
{
    internal const string Multiturn = """
        [{"single_turn_prompt":"a letter","single_turn_completion":"Dear","single_turn_metadata":{},"turns":[
          {"prompt":[{"role":"user","content":"hi"}],"responses":[{"completion":"To whom?","score":0.9,"rewards":{},"sessions":[]},{"completion":"Dear you","score":0.1,"rewards":{},"sessions":[]}]},
          {"prompt":[{"role":"user","content":"hi"},{"role":"assistant","content":"To whom?"},{"role":"user","content":"Ann"}],"responses":[{"completion":"Yes","score":0.3,"rewards":{},"sessions":[]},{"completion":"About what?","score":0.8,"rewards":{},"sessions":[]}]}]}]
        """;

    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Theory]
    [InlineData("dpo", "dpo", "text")]
    [InlineData("dpo", "dpo", "messages")]
    [InlineData("kto", "kto", "messages")]
    [InlineData("kto", "dpo", "text")]
    public async Task Converted_pairs_are_learnt_and_the_margin_rises(string method, string form, string replies)
    {
        var rows = await RowsAsync(form, replies);
        var folder = Path.Combine(_collab.Root, "out");
        var result = (await _collab.RunAsync(
            ["train", method, "--base", Model(), "--data", rows, "--evaluate", rows, "--evaluate-every", "10", "--out", folder, "--lora-rank", "2", "--rate", "0.01", "--epochs", "20", "--threads", "1", "--json"]))
            .AssertSucceeded();
        var summary = JsonNode.Parse(result.Out)!;
        Assert.True((double)summary["values"]!["margin"]! > 0.1, result.Out);
        Assert.True((double)summary["evaluationValues"]!["margin"]! > 0.1, result.Out);
        Assert.Equal(20, (int)summary["step"]!);
        foreach (var file in (string[])["model.gguf", "adapter.gguf", "metrics.jsonl"]) Assert.True(File.Exists(Path.Combine(folder, file)), file);
        Assert.Contains("\"margin\":", File.ReadLines(Path.Combine(folder, "metrics.jsonl")).First(), StringComparison.Ordinal);
        (await _collab.RunAsync("chat", "--model", (string)summary["model"]!, "--temperature", "0", "--max-tokens", "3", "hi")).AssertSucceeded();
    }

    [Fact]
    public async Task A_killed_run_ends_with_the_bits_of_one_that_never_stopped()
    {
        var rows = await RowsAsync("dpo", "text");
        var (model, whole, killed) = (Model(), Path.Combine(_collab.Root, "whole"), Path.Combine(_collab.Root, "killed"));
        (await _collab.RunAsync(Train(whole))).AssertSucceeded();
        using (var child = ChildCollab.Start(_collab.Root, Train(killed)))
        {
            while (!File.Exists(Path.Combine(killed, "metrics.jsonl")) || File.ReadLines(Path.Combine(killed, "metrics.jsonl")).Count() < 12) await Task.Delay(10, TestContext.Current.CancellationToken);
            child.Kill();
        }
        Assert.False(File.Exists(Path.Combine(killed, "model.gguf")));
        using (var child = ChildCollab.Start(_collab.Root, Train(killed))) (await child.EndAsync()).AssertSucceeded();
        Assert.Equal(await BytesAsync(whole), await BytesAsync(killed));

        // All weights are trained, so that the reference is gone from memory when the run is taken up.
        string[] Train(string folder) =>
            ["train", "dpo", "--base", model, "--data", rows, "--out", folder, "--lora-rank", "0", "--rate", "0.001", "--epochs", "100", "--batch", "1", "--save-every", "5", "--threads", "1", "--type", "f32"];

        static Task<byte[]> BytesAsync(string folder) => File.ReadAllBytesAsync(Path.Combine(folder, "model.gguf"), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Bad_input_is_said_in_one_sentence_and_leaves_nothing()
    {
        const string Pair = """{"prompt":[{"role":"user","content":"hi"}],"chosen":"ho","rejected":"ha"}""";
        var folder = Path.Combine(_collab.Root, "out");
        await RefusedAsync("dpo", Model(), "", "rows.jsonl holds no row.");
        await RefusedAsync("dpo", Model(), Pair.Replace("ha", "ho", StringComparison.Ordinal), "rows.jsonl, row 1: rejected is the same as chosen");
        await RefusedAsync("dpo", Model(), Pair.Replace("\"ho\"", $"\"{new string('x', 400)}\"", StringComparison.Ordinal), "rows.jsonl, row 1: prompt and chosen are");
        await RefusedAsync("kto", Model(), """{"prompt":"a","completion":"b"}""", "rows.jsonl, row 1: label is missing.");
        await RefusedAsync("dpo", TinyGguf.Model(_collab.Folder("strange"), "mamba"), Pair, "mamba");
        await RefusedAsync("dpo", _collab.Folder("empty"), Pair, "holds no *.safetensors.");
        (await _collab.RunAsync("train", "dpo", "--base", Model(), "--data", _collab.Write("rows.jsonl", Pair), "--out", folder, "--device", "cuda"))
            .AssertFailed(ExitCodes.BadInput, "COLLAB_LIBTORCH");
        Assert.False(Directory.Exists(folder));

        async Task RefusedAsync(string method, string model, string row, string problem)
        {
            (await _collab.RunAsync("train", method, "--base", model, "--data", _collab.Write("rows.jsonl", row), "--out", folder, "--threads", "1")).AssertFailed(ExitCodes.BadInput, problem);
            Assert.False(Directory.Exists(folder));
        }
    }

    [Theory]
    [InlineData("--data x", "--base")]
    [InlineData("--base x.gguf --data x --new", "--new")]
    [InlineData("--base x.gguf --data x --patience 3", "--patience needs --evaluate.")]
    [InlineData("--base x.gguf --data x --beta -1", "--beta must be a number from")]
    [InlineData("--base x.gguf --data x --compute f64", "f64")]
    public async Task Options_that_make_no_sense_are_refused(string options, string problem) =>
        (await _collab.RunAsync(["train", "dpo", .. options.Split(' '), "--out", Path.Combine(_collab.Root, "out")])).AssertFailed(ExitCodes.Usage, problem);

    private string Model() => TinyGguf.Model(_collab.Folder("base"));

    private async Task<string> RowsAsync(string form, string replies)
    {
        var rows = _collab.Folder("rows");
        (await _collab.RunAsync("dataset", "convert", _collab.Write("multiturn.json", Multiturn), "--to", form, "--replies", replies, "--out", rows)).AssertSucceeded();
        return Path.Combine(rows, "train.jsonl");
    }
}
