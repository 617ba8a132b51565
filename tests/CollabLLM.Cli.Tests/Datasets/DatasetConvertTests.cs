using System.Globalization;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.Datasets;

public sealed class DatasetConvertTests : IDisposable
{
    private const string Nested = """
        [{"single_turn_prompt":"p","single_turn_completion":"c","single_turn_metadata":{"k":1},"turns":[{"prompt":[{"role":"user","content":"hi"}],"responses":[
          {"completion":"good","score":0.9,"rewards":{"accuracy":[1,0]}},{"completion":"middle","score":0.5,"rewards":{"accuracy":[0,0]}},{"completion":"bad","score":0.1,"rewards":{"accuracy":[0,0]}}]}]}]
        """;

    private readonly Collab _collab = new();

    [Fact]
    public async Task The_golden_conversions_through_the_command()
    {
        var text = await File.ReadAllTextAsync(SharedFolder.Require("goldens/reference-conversions.json"), TestContext.Current.CancellationToken);
        foreach (var (golden, number) in JsonNode.Parse(text)!.AsArray().Select((g, i) => (g!, i)))
        {
            var file = _collab.Write($"{number}.json", golden["nested"]!.ToJsonString());
            foreach (var kind in (string[])["sft", "dpo", "inputs"])
            {
                var folder = Path.Combine(_collab.Root, $"{number}-{kind}");
                List<string> args =
                [
                    "dataset", "convert", file, "--to", kind, "--out", folder, "--split", "row", "--seed", Number(golden["seed"]), "--min-gap", Number(golden["minimum_gap"]),
                    "--lower-bound-metric", golden["lower_bound_metric"]!.GetValue<string>(), "--lower-bound", Number(golden["lower_bound"]), "--eval-ratio", Number(golden["eval_ratio"]),
                ];
                if (golden["n_eval"] is { } n) args.AddRange(["--n-eval", Number(n)]);
                if (golden["add_system_prompt"]!.GetValue<bool>()) args.AddRange(["--system-prompt", golden["system_prompt"]!.GetValue<string>()]);
                (await _collab.RunAsync([.. args])).AssertSucceeded();
                foreach (var part in (string[])["train", "eval"])
                {
                    var lines = (await File.ReadAllLinesAsync(Path.Combine(folder, $"{part}.jsonl"), TestContext.Current.CancellationToken)).Select(l => JsonNode.Parse(l)).ToArray();
                    var expected = golden[kind]![part]?.AsArray() ?? [];
                    Assert.Equal(expected.Count, lines.Length);
                    Assert.All(lines.Zip(expected), pair => Assert.True(JsonNode.DeepEquals(pair.First, pair.Second)));
                }
            }
        }
    }

    [Fact]
    public async Task Pairs_the_best_with_the_worst()
    {
        var folder = Path.Combine(_collab.Root, "out");
        var result = (await _collab.RunAsync("dataset", "convert", _collab.Write("n.json", Nested), "--to", "dpo", "--out", folder, "--system-prompt", "Be kind.")).AssertSucceeded();
        Assert.Contains("3 rows read; 1 for training and 0 for evaluation", result.Error, StringComparison.Ordinal);
        Assert.Equal(
            """{"prompt":[{"role":"system","content":"Be kind."},{"role":"user","content":"hi"}],"chosen":"good","rejected":"bad","score_chosen":0.9,"score_rejected":0.1}""" + "\n",
            await File.ReadAllTextAsync(Path.Combine(folder, "train.jsonl"), TestContext.Current.CancellationToken));
        Assert.Equal("", await File.ReadAllTextAsync(Path.Combine(folder, "eval.jsonl"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""[{"turns":[{"prompt":[],"responses":[]}],"single_turn_prompt":"p","single_turn_completion":"c"}]""", "n.json, row 1: turns[0].prompt is empty.")]
    [InlineData("[]", "n.json holds no row.")]
    public async Task A_bad_file_leaves_nothing_behind(string text, string sentence)
    {
        var folder = Path.Combine(_collab.Root, "out");
        var result = await _collab.RunAsync("dataset", "convert", _collab.Write("n.json", text), "--to", "sft", "--out", folder);
        Assert.Equal(ExitCodes.BadInput, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_metric_that_a_row_lacks_is_named()
    {
        var result = await _collab.RunAsync(
            "dataset", "convert", _collab.Write("n.json", Nested), "--to", "sft", "--out", Path.Combine(_collab.Root, "out"), "--lower-bound-metric", "rewards.bleu");
        Assert.Contains("n.json, row 1: rewards.bleu is missing", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _collab.Dispose();

    private static string Number(JsonNode? node) => node!.GetValue<double>().ToString(CultureInfo.InvariantCulture);
}
