using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Training;

public sealed class TrainExportTests : IDisposable
{
    /// <summary>Fields of TRL 0.19.1's script, model and training arguments, of all methods and of each, as far as they are set here: an unknown one ends its program.</summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        [""] =
        [
            "model_name_or_path", "dataset_name", "dataset_train_split", "dataset_test_split", "output_dir", "learning_rate", "lr_scheduler_type", "num_train_epochs", "per_device_train_batch_size",
            "per_device_eval_batch_size", "gradient_accumulation_steps", "max_grad_norm", "bf16", "gradient_checkpointing", "use_peft", "lora_r", "lora_alpha", "lora_target_modules", "logging_steps",
            "save_strategy", "report_to", "seed", "eval_strategy", "max_length",
        ],
        ["sft"] = ["assistant_only_loss"],
        ["dpo"] = ["beta", "loss_type", "max_prompt_length"],
        ["kto"] = ["beta", "max_prompt_length"],
    };

    private readonly Collab _collab = new();
    private readonly string _data;

    public TrainExportTests()
    {
        var conversation = TrainPreferenceTests.Multiturn.Trim()[1..^1];
        _data = _collab.Write("multiturn.json", $"[{conversation},{conversation}]");
    }

    public void Dispose() => _collab.Dispose();

    [Theory]
    [InlineData("dpo", "chosen", "beta: 0.1", "learning_rate: 5.0e-6", "num_train_epochs: 8")]
    [InlineData("kto", "label", "beta: 0.1", "learning_rate: 5.0e-6", "num_train_epochs: 8")]
    [InlineData("sft", "messages", "assistant_only_loss: true", "learning_rate: 1.0e-5", "num_train_epochs: 3")]
    public async Task TRL_gets_data_configuration_and_a_script(string method, string column, params string[] lines)
    {
        var folder = await ExportedAsync("trl", "--method", method, "--gpus", "4", "--per-device", "2");
        Assert.NotNull(JsonNode.Parse(File.ReadLines(Path.Combine(folder, "train.jsonl")).First())![column]);
        var config = await File.ReadAllLinesAsync(Path.Combine(folder, "config.yaml"), TestContext.Current.CancellationToken);
        foreach (var line in (string[])[.. lines, "model_name_or_path: \"some/model\"", "gradient_accumulation_steps: 8", "eval_strategy: \"no\"", "lora_r: 32"]) Assert.Contains(line, config);
        // Every line is a comment or one key with its value, and no key stands twice.
        string[] keys = [.. config.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(": ")[0])];
        Assert.Equal(keys.Distinct(), keys);
        Assert.Empty(keys.Except(Known[""]).Except(Known[method]));
        Assert.Contains($"exec trl {method} --config config.yaml --num_processes 4", await LaunchAsync(folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_to_evaluate_on_are_a_split_of_their_own()
    {
        var folder = await ExportedAsync("trl", "--n-eval", "1", "--split", "row");
        Assert.True(File.Exists(Path.Combine(folder, "eval.jsonl")));
        Assert.Contains("eval_strategy: epoch", await File.ReadAllTextAsync(Path.Combine(folder, "config.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rl", "verl.trainer.main_ppo", "agent.yaml", "interaction.yaml", "merge.sh", "rl_train.parquet", "rl_validation.parquet")]
    [InlineData("sft", "verl.trainer.fsdp_sft_trainer", "merge.sh", "sft_train.parquet", "sft_validation.parquet")]
    public async Task Verl_gets_the_same(string method, string trainer, params string[] files)
    {
        var folder = await ExportedAsync("verl", "--method", method, "--gpus", "2");
        Assert.Equal([.. files.Append("launch.sh").Order(StringComparer.Ordinal)], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var launch = await LaunchAsync(folder);
        Assert.Contains(trainer, launch, StringComparison.Ordinal);
        Assert.Contains("'some/model'", launch, StringComparison.Ordinal);
        // What is learnt is an adapter, which comes back.
        Assert.Contains("lora_rank=32", launch, StringComparison.Ordinal);
        Assert.Contains(method == "rl" ? "\"$1/actor\"" : "\"$1\"", await File.ReadAllTextAsync(Path.Combine(folder, "merge.sh"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // One command: every line of it but the last goes on in the next.
        string[] command = [.. launch.TrimEnd().Split('\n').SkipWhile(l => !l.StartsWith("exec ", StringComparison.Ordinal))];
        Assert.All(command.SkipLast(1), l => Assert.EndsWith(" \\", l, StringComparison.Ordinal));
        Assert.EndsWith("\"$@\"", command[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--to trl --method rl", ExitCodes.Usage, "--method rl is not known for trl")]
    [InlineData("--to verl --min-gap 0.1", ExitCodes.Usage, "--min-gap does not go with --to verl")]
    [InlineData("--to trl --gpus 3", ExitCodes.BadInput, "A batch of 64 does not divide into 3 GPUs with 1 rows each.")]
    [InlineData("--to verl --method sft --gpus 3", ExitCodes.BadInput, "A batch of 64 does not divide into 3 GPUs with 1 rows each.")]
    [InlineData("--to verl --method rl --gpus 3", ExitCodes.BadInput, "A batch of 16 with 8 replies each, and half of it, do not divide into 3 GPUs.")]
    [InlineData("--to verl --method rl --per-device 2", ExitCodes.Usage, "--per-device does not go with --method rl")]
    [InlineData("--to trl --min-gap 5", ExitCodes.BadInput, "holds nothing to learn for dpo")]
    public async Task What_cannot_be_trained_is_refused_and_leaves_nothing(string options, int exitCode, string problem)
    {
        var folder = Path.Combine(_collab.Root, "out");
        (await _collab.RunAsync(["train", "export", _data, .. options.Split(' '), "--model", "m", "--out", folder])).AssertFailed(exitCode, problem);
        Assert.False(Directory.Exists(folder));
    }

    private async Task<string> ExportedAsync(string to, params string[] more)
    {
        var folder = Path.Combine(_collab.Root, "out");
        (await _collab.RunAsync(["train", "export", _data, "--to", to, "--model", "some/model", "--out", folder, .. more])).AssertSucceeded();
        return folder;
    }

    private static async Task<string> LaunchAsync(string folder)
    {
        var path = Path.Combine(folder, "launch.sh");
        if (!OperatingSystem.IsWindows()) Assert.True(File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute));
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.DoesNotContain('\r', text);
        return text;
    }
}
