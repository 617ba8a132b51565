using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train dpo</c>: offline DPO on pairs of replies, as the paper does it.</summary>
internal static class TrainDpoCommand
{
    public static Command Create(CommandRunner run)
    {
        var options = new TrainOptions(TrainingDefaults.Preference, "Pairs", "Pairs (prompt, chosen, rejected, as dataset convert and export write them for DPO).");
        var loss = new PreferenceOptionSet();
        return TrainingCommand.Create(run, "dpo", "Teach a model to prefer the better of two replies.", options, loss.All, check: null, ObjectiveAsync);

        async Task<(TrainingObjective Objective, long? EpochSteps)> ObjectiveAsync(TrainingTask task)
        {
            var encoder = new SupervisedEncoder(task.Policy);
            var pairs = await PreferenceDocuments.ReadAsync(task.Parse.GetRequiredValue(options.Data), encoder, task.Stop);
            var evaluation = task.Parse.GetValue(options.Evaluate) is { } path ? await PreferenceDocuments.ReadAsync(path, encoder, task.Stop) : [];
            var trainer = task.View.Show(() => new PreferenceTrainer(task.Policy, pairs, options.Batches(task.Parse), loss.Read(task.Parse), evaluation, task.View, task.Stop));
            return (trainer.Objective, trainer.EpochSteps);
        }
    }
}
