using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.Training;

/// <summary>What an option says is what the run does: its report names the settings it ran under.</summary>
public sealed class TrainOptionTests : IDisposable
{
    private const string Pair = """{"prompt":[{"role":"user","content":"hi"}],"chosen":"ho","rejected":"ha"}""";
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Theory]
    [InlineData(
        "dpo",
        "--beta 0.3 --label-smoothing 0.1 --per-token --chosen-weight 2 --batch 2 --together 1 --recompute --lora-rank 3 --lora-alpha 5 --lora-dropout 0.1 --rate 0.002 --warm-up 1 --seed 9 --compute bf16",
        "beta 0.3, label smoothing 0.1, per token, chosen weight 2",
        "2 by 1, windows",
        "recomputed",
        "BFloat16, frozen weights, rank 3, alpha 5, dropout 0.1",
        "0.002 after 1 steps")]
    [InlineData("kto", "--beta 0.2 --wanted-weight 2 --unwanted-weight 3 --lora-rank 0", "beta 0.2, weights 2 and 3", "all weights, no adapter")]
    public async Task Of_what_is_learnt_from_rows(string method, string options, params string[] settings) =>
        await ReportsAsync(TinyGguf.Model(_collab.Folder("base")), ["train", method, "--data", _collab.Write("rows.jsonl", $"{Pair}\n{Pair.Replace("hi", "he", StringComparison.Ordinal)}"), "--epochs", "1", .. options.Split(' ')], settings);

    [Theory]
    [InlineData("online-dpo", "--replies 3 --gap 0.01 --together 3 --recompute --rollouts policy", "MinimumGap = 0.01", "Together = 3", "Checkpointing = True", "3 replies of at most", "Policy")]
    [InlineData("grpo", "--replies 3 --clip 0.3 --clip-high 0.4 --kl 0.07 --over-tokens --unscaled --update-epochs 2 --mini-batch 4", "ClipLow = 0.3", "ClipHigh = 0.4", "Beta = 0.07", "OverTokens = True", "Scaled = False", "Epochs = 2", "MiniBatch = 4")]
    [InlineData("ppo", "--clip 0.3 --kl 0.07 --trace 0.5 --discount 0.9 --value-clip 0.4 --value-weight 0.6 --update-epochs 3", "Clip = 0.3", "ValueClip = 0.4", "ValueWeight = 0.6", "KlWeight = 0.07", "Discount = 0.9", "Trace = 0.5", "Epochs = 3")]
    public async Task Of_what_is_drawn(string method, string options, params string[] settings) =>
        await ReportsAsync(
            WorldModel.Write(_collab.Root),
            [
                "train", method, "--goals", "world", "--limit", "4", "--contexts", "2", "--messages", "3", "--max-tokens", "8", "--samples", "1", "--future", "2", "--lora-rank", "2", "--steps", "1",
                "--metric", "document_fields=1", "--metric", "token_amount=-0.5", .. options.Split(' '),
            ],
            settings);

    private async Task ReportsAsync(string model, string[] command, string[] settings)
    {
        var folder = Path.Combine(_collab.Root, "out");
        (await _collab.RunAsync([.. command, "--base", model, "--threads", "1", "--out", folder])).AssertSucceeded();
        var report = await File.ReadAllTextAsync(Path.Combine(folder, "report.html"), TestContext.Current.CancellationToken);
        Assert.All(settings, s => Assert.Contains(s, report, StringComparison.Ordinal));
    }
}
