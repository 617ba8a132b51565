using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train grpo</c>: group-relative policy optimisation on multiturn-aware rewards.</summary>
internal static class TrainGrpoCommand
{
    public static Command Create(CommandRunner run)
    {
        var usual = new GrpoOptions();
        var clip = NumberOptions.Real("--clip", "How far a token's probability may move in a step. Default: 0.2.", 0.001, 0.999);
        var high = NumberOptions.Real("--clip-high", "How far it may move up, where that is another distance (DAPO). Default: as --clip.", 0.001, 1e3);
        var divergence = NumberOptions.Real("--kl", "Weight of the divergence from what the model began as. Default: 0.04.", 0, 1e3);
        var overTokens = new Option<bool>("--over-tokens") { Description = "The mean over all tokens instead of the mean of every reply's mean." };
        var unscaled = new Option<bool>("--unscaled") { Description = "Advantages are not divided by the standard deviation of their context's rewards (Dr. GRPO)." };
        return OnlineCommand.Create(
            run, "grpo", "Teach a model by the rewards of its own replies against those of others to the same.", OnlineDefaults.Grpo, updates: true, [clip, high, divergence, overTokens, unscaled],
            task =>
            {
                var loss = usual with
                {
                    ClipLow = task.Parse.GetValue(clip) ?? usual.ClipLow,
                    ClipHigh = task.Parse.GetValue(high) ?? task.Parse.GetValue(clip) ?? usual.ClipHigh,
                    Beta = task.Parse.GetValue(divergence) ?? usual.Beta,
                    OverTokens = task.Parse.GetValue(overTokens),
                    Scaled = !task.Parse.GetValue(unscaled),
                };
                return (new GrpoTrainer(task.Policy, task.Source, loss, task.Updates, task.Time, task.Stop).Objective, null);
            });
    }
}
