using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train online-dpo</c>: DPO on pairs that the model draws while it learns, as the paper does it after offline DPO.</summary>
internal static class TrainOnlineDpoCommand
{
    public static Command Create(CommandRunner run)
    {
        var loss = new PreferenceOptionSet();
        var gap = NumberOptions.Real("--gap", "The rewards of a pair differ by at least this. Default: by anything.", 0, 1e6);
        return OnlineCommand.Create(
            run, "online-dpo", "Teach a model to prefer the better of the replies that it draws itself.", OnlineDefaults.Preference, updates: false, [.. loss.All, gap],
            task =>
            {
                var updates = task.Updates with { MinimumGap = task.Parse.GetValue(gap) ?? 0 };
                return (new OnlinePreferenceTrainer(task.Policy, task.Source, loss.Read(task.Parse), updates, task.Time, task.Stop).Objective, null);
            });
    }
}
