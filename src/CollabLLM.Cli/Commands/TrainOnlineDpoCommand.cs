using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train online-dpo</c>: DPO on pairs that the model draws while it learns, as the paper does it after offline DPO.</summary>
internal static class TrainOnlineDpoCommand
{
    public static Command Create(CommandRunner run)
    {
        var usual = new PreferenceOptions();
        var beta = NumberOptions.Real("--beta", "How strongly the model is held to what it began as. Default: 0.1.", 1e-6, 1e3);
        var smoothing = NumberOptions.Real("--label-smoothing", "Share of pairs that are assumed to have the wrong winner, below 0.5. Default: 0.", 0, 0.499);
        var perToken = new Option<bool>("--per-token") { Description = "Divide each reply's log ratio by its length; take a larger --beta then, 2 for example." };
        var gap = NumberOptions.Real("--gap", "The rewards of a pair differ by at least this. Default: by anything.", 0, 1e6);
        return OnlineCommand.Create(
            run, "online-dpo", "Teach a model to prefer the better of the replies that it draws itself.", OnlineDefaults.Preference, updates: false, [beta, smoothing, perToken, gap],
            task =>
            {
                var loss = usual with
                {
                    Beta = task.Parse.GetValue(beta) ?? usual.Beta,
                    LabelSmoothing = task.Parse.GetValue(smoothing) ?? usual.LabelSmoothing,
                    PerToken = task.Parse.GetValue(perToken),
                };
                var updates = task.Updates with { MinimumGap = task.Parse.GetValue(gap) ?? 0 };
                return (new OnlinePreferenceTrainer(task.Policy, task.Source, loss, updates, task.Time, task.Stop).Objective, null);
            });
    }
}
