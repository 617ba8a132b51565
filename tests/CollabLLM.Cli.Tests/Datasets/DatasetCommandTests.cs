using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Testing;

namespace CollabLLM.Cli.Tests.Datasets;

public sealed class DatasetCommandTests : IDisposable
{
    private const string Nested = """
        [{"single_turn_prompt":"p","single_turn_completion":"c","single_turn_metadata":{"k":1},"turns":[{"prompt":[{"role":"user","content":"hi"}],"responses":[
          {"completion":"good","score":0.9},{"completion":"middle","score":0.5},{"completion":"bad","score":0.1},{"completion":"lost","score":null}]}]}]
        """;

    private readonly Collab _collab = new();

    [Theory]
    [InlineData("kto", """{"prompt":[{"role":"user","content":"hi"}],"completion":[{"role":"assistant","content":"good"}],"label":true,"score":0.9}""")]
    [InlineData("grpo", """{"prompt":[{"role":"user","content":"hi"}],"single_turn_prompt":"p","single_turn_completion":"c","single_turn_metadata":{"k":1},"conv_id":0,"turn_id":1}""")]
    [InlineData("sft --loss-flags train", """{"messages":[{"role":"user","content":"hi","train":false},{"role":"assistant","content":"good","train":true}]}""")]
    [InlineData("dpo --replies messages", """{"prompt":[{"role":"user","content":"hi"}],"chosen":[{"role":"assistant","content":"good"}],"rejected":[{"role":"assistant","content":"bad"}],"score_chosen":0.9,"score_rejected":0.1}""")]
    [InlineData("dpo --pairs adjacent", """{"prompt":[{"role":"user","content":"hi"}],"chosen":"good","rejected":"middle","score_chosen":0.9,"score_rejected":0.5}""")]
    public async Task Forms_of_rows(string form, string first)
    {
        var folder = Path.Combine(_collab.Root, "out");
        (await _collab.RunAsync(["dataset", "convert", _collab.Write("n.json", Nested), "--out", folder, "--to", .. form.Split(' ')])).AssertSucceeded();
        Assert.Equal(first, File.ReadLines(Path.Combine(folder, "train.jsonl")).First());
    }

    [Fact]
    public async Task Flat_Parquet_is_read_again_and_nested()
    {
        var (flat, nested) = (Path.Combine(_collab.Root, "flat"), Path.Combine(_collab.Root, "nested"));
        (await _collab.RunAsync("dataset", "convert", _collab.Write("n.json", Nested), "--to", "flat", "--format", "parquet", "--out", flat)).AssertSucceeded();
        (await _collab.RunAsync("dataset", "convert", Path.Combine(flat, "flat.parquet"), "--to", "nested", "--out", nested)).AssertSucceeded();
        Assert.Contains("""{"completion":"lost","score":null""", await File.ReadAllTextAsync(Path.Combine(nested, "nested.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_for_verl_are_written()
    {
        var folder = Path.Combine(_collab.Root, "verl");
        var result = (await _collab.RunAsync("dataset", "export", _collab.Write("n.json", Nested), "--system-prompt", "@collaborative", "--out", folder)).AssertSucceeded();
        Assert.Contains("4 rows read; 0 for training and 1 for validation", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "rl_train.parquet")));
    }

    [Theory]
    [InlineData("", """{"prompt":[{"role":"user","content":"hi"}],"chosen":[{"role":"assistant","content":"good"}],"rejected":[{"role":"assistant","content":"bad"}],"score_chosen":0.9,"score_rejected":0.1}""")]
    [InlineData("--style text", """{"prompt":"<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n","chosen":"good<|im_end|>\n","rejected":"bad<|im_end|>\n","score_chosen":0.9,"score_rejected":0.1}""")]
    [InlineData("--form sft --style text", """{"text":"<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\ngood<|im_end|>\n"}""")]
    public async Task Files_for_TRL_are_written_in_both_formats(string style, string first)
    {
        var folder = Path.Combine(_collab.Root, "trl");
        (await _collab.RunAsync(["dataset", "export", _collab.Write("n.json", Nested), "--to", "trl", "--out", folder, .. style.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).AssertSucceeded();
        Assert.Equal(first, File.ReadLines(Path.Combine(folder, "train.jsonl")).First());
        Assert.True(File.Exists(Path.Combine(folder, "eval.jsonl")));
    }

    [Fact]
    public async Task A_models_own_template_renders_texts()
    {
        var model = SharedFolder.Require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        var folder = Path.Combine(_collab.Root, "trl");
        (await _collab.RunAsync("dataset", "export", _collab.Write("n.json", Nested), "--to", "trl", "--style", "text", "--template", model, "--system-prompt", "S", "--out", folder)).AssertSucceeded();
        var row = JsonNode.Parse(File.ReadLines(Path.Combine(folder, "train.jsonl")).First())!;
        Assert.Equal("<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n", (string)row["prompt"]!);
        Assert.Equal(("good<|im_end|>\n", "bad<|im_end|>\n"), ((string)row["chosen"]!, (string)row["rejected"]!));
    }

    [Theory]
    [InlineData("--task-desc does not go with --to trl.", "--to trl --task-desc x")]
    [InlineData("--min-gap does not go with --to verl.", "--min-gap 0.1")]
    [InlineData("--form rl is not known to TRL: dpo, sft, kto, grpo.", "--to trl --form rl")]
    [InlineData("--template renders texts: it needs --style text.", "--to trl --template x.gguf")]
    public async Task Options_of_the_other_trainer_are_refused(string sentence, string options) =>
        (await _collab.RunAsync(["dataset", "export", _collab.Write("n.json", Nested), "--out", Path.Combine(_collab.Root, "o"), .. options.Split(' ')])).AssertFailed(ExitCodes.Usage, sentence);

    [Fact]
    public async Task Single_turn_rows_are_divided()
    {
        var rows = string.Concat(Enumerable.Range(0, 10).Select(i => $$"""{"problem":"p{{i}}","solution":"s"}""" + "\n"));
        var folder = Path.Combine(_collab.Root, "split");
        (await _collab.RunAsync("dataset", "split", _collab.Write("m.jsonl", rows), "--map", "prompt=problem", "--map", "completion=solution", "--out", folder)).AssertSucceeded();
        Assert.Equal("""{"prompt":"p1","completion":"s"}""" + "\n", await File.ReadAllTextAsync(Path.Combine(folder, "eval.jsonl")));
    }

    [Fact]
    public async Task Every_problem_is_listed()
    {
        const string bad = """
            [{"single_turn_prompt":"p","single_turn_completion":"c","turns":[{"prompt":[{"role":"user","content":"hi"},{"role":"user","content":""}],"responses":[{"completion":"a","score":1}]}]},
             {"single_turn_prompt":"p","turns":[]},
             {"single_turn_prompt":"q","single_turn_completion":"c","turns":[{"prompt":[{"role":"user","content":"hi"}],"responses":[{"completion":"a","score":1},{"completion":"a","score":0}]}]}]
            """;
        var result = await _collab.RunAsync("dataset", "validate", _collab.Write("b.json", bad));
        Assert.Equal(ExitCodes.BadInput, result.ExitCode);
        Assert.Equal(
            [
                "row 2: single_turn_completion is missing.", "row 1: prompt[1].content is empty.", "row 1: prompt[1].role is user again: roles must alternate.",
                "row 3: completion stands in this turn before: a pair of the two teaches nothing.",
            ],
            result.OutLines.Select(l => l.Split("b.json, ", 2)[1]));
        (await _collab.RunAsync("dataset", "validate", _collab.Write("n.json", Nested.Replace("null", "0", StringComparison.Ordinal)))).AssertSucceeded();
    }

    public void Dispose() => _collab.Dispose();
}
