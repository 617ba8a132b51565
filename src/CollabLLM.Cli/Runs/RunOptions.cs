using System.CommandLine;
using CollabLLM.Cli.Commands;

namespace CollabLLM.Cli.Runs;

/// <summary>The options that every command with model calls has.</summary>
/// <param name="mustHaveFolder">Whether <c>--out</c> must be given.</param>
internal sealed class RunOptions(bool mustHaveFolder = true)
{
    public const long DefaultSeed = 42;

    public Option<string?> Out { get; } = new("--out")
    {
        Description = "The folder of the results. A run that was cut off goes on from what is in it; no answered call is made again."
            + (mustHaveFolder ? "" : " Default: none, and a run that is cut off starts over."),
        HelpName = "DIR",
        Required = mustHaveFolder,
    };

    public Option<long?> Seed { get; } = NumberOptions.Long("--seed", $"The same seed draws the same. Default: {DefaultSeed}.");

    public Option<int?> Limit { get; } = NumberOptions.Whole("--limit", "Only the first N goals or lines.", 1, int.MaxValue);

    public Option<int?> Concurrency { get; } = NumberOptions.Whole("--concurrency", "Calls to one model at a time. Default: its Slots in the catalogue.", 1, 4096);

    public Option<int?> Attempts { get; } = NumberOptions.Whole("--attempts", "Tries of a call that gets no answer. Default: 4.", 1, 100);

    public Option<double?> BackupAfter { get; } = NumberOptions.Real(
        "--backup-after", "Send a call that has taken so many seconds once more where a slot is idle, and take the first answer. Default: never; the other one may be paid for nothing.", 0.001, 86_400);

    public Option<long?> MaxCalls { get; } = NumberOptions.Long("--max-calls", "Stop before a call more than this, counting earlier lives of the run.");

    public Option<double?> MaxCost { get; } = NumberOptions.Real("--max-cost", "Stop before a call that could cost more in all, in the currency of the price list.", 0, 1e9);

    public Option<string?> Prices { get; } = new("--prices") { Description = "The price list. Default: models/prices.json of the root, where it exists.", HelpName = "FILE.json" };

    public Option<string?> Prompts { get; } = new("--prompts") { Description = "Prompts in this folder replace those of the same name; the others stay as shipped.", HelpName = "FOLDER" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Say how many calls it would be and what they would cost, and call nobody." };

    public Option<bool> Json { get; } = CommonOptions.Json();

    public IEnumerable<Option> All => [Out, Seed, Limit, Concurrency, Attempts, BackupAfter, MaxCalls, MaxCost, Prices, Prompts, DryRun, Json];
}
