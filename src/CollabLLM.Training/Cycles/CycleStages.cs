using System.Globalization;

namespace CollabLLM.Training.Cycles;

/// <summary>Names of stages, which are also names of folders and rows.</summary>
internal static class CycleStages
{
    public const string Base = "base";
    public const string Proactive = "base-proactive";
    public const string Data = "data";
    public const string Sft = "sft";
    public const string SftEqual = "sft-equal-tokens";
    public const string SftRandom = "sft-random";
    public const string SftShuffled = "sft-shuffled";
    public const string Dpo = "dpo";
    public const string DpoRandom = "dpo-random";
    public const string DpoShuffled = "dpo-shuffled";
    public const string OnlineDpo = "online-dpo";
    public const string Ppo = "ppo";
    public const string Shipped = "shipped";

    /// <summary>The largest window of the ablations.</summary>
    public const int WidestWindow = 3;

    /// <summary>In the order of a report.</summary>
    public static IReadOnlyList<string> Main { get; } = [Base, Proactive, Sft, SftEqual, Ppo, Dpo, OnlineDpo, Shipped];

    public static IReadOnlyList<string> Controls { get; } = [SftRandom, DpoRandom, SftShuffled, DpoShuffled];

    /// <summary>
    /// Rewards and windows of the paper's ablation. Helpfulness is what a reply is worth by itself: what its document gets right, in no window. The recipe's own window is missing, because its
    /// row is <see cref="Dpo"/>; so is a part that the recipe's reward does not have.
    /// </summary>
    public static IEnumerable<(string Name, RewardWeights Weights, int Window)> Ablations(CycleRecipe recipe)
    {
        var (whole, window) = (recipe.Reward, recipe.Data.Window);
        (string Name, RewardWeights Weights, int Window)[] all =
        [
            ("ablation-helpfulness", whole with { Interactivity = 0, Tokens = 0 }, 0),
            ("ablation-extrinsic", whole with { Interactivity = 0, Tokens = 0 }, window),
            ("ablation-intrinsic", whole with { Fields = 0, Right = 0 }, window),
            .. Enumerable.Range(0, WidestWindow + 1).Where(w => w != window).Select(w => (string.Create(CultureInfo.InvariantCulture, $"ablation-w{w}"), whole, w)),
        ];
        return all.Where(a => !a.Weights.IsNothing());
    }
}
