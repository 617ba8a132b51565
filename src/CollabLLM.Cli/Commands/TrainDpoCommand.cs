using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train dpo</c>: offline DPO on pairs of replies, as the paper does it.</summary>
internal static class TrainDpoCommand
{
    public static Command Create(CommandRunner run)
    {
        var options = new TrainOptions(TrainingDefaults.Preference, "Pairs", "Pairs (prompt, chosen, rejected, as dataset convert and export write them for DPO).");
        var beta = NumberOptions.Real("--beta", "How strongly the model is held to what it began as. Default: 0.1.", 1e-6, 1e3);
        var smoothing = NumberOptions.Real("--label-smoothing", "Share of pairs that are assumed to have the wrong winner, below 0.5. Default: 0.", 0, 0.499);
        var perToken = new Option<bool>("--per-token") { Description = "Divide each reply's log ratio by its length; take a larger --beta then, 2 for example." };
        return TrainingCommand.Create(run, "dpo", "Teach a model to prefer the better of two replies.", options, [beta, smoothing, perToken], check: null, ObjectiveAsync);

        async Task<(TrainingObjective Objective, long? EpochSteps)> ObjectiveAsync(TrainingTask task)
        {
            var encoder = new SupervisedEncoder(task.Policy);
            var pairs = await PreferenceDocuments.ReadAsync(task.Parse.GetRequiredValue(options.Data), encoder, task.Stop);
            var evaluation = task.Parse.GetValue(options.Evaluate) is { } path ? await PreferenceDocuments.ReadAsync(path, encoder, task.Stop) : [];
            var usual = new PreferenceOptions();
            var loss = usual with
            {
                Beta = task.Parse.GetValue(beta) ?? usual.Beta,
                LabelSmoothing = task.Parse.GetValue(smoothing) ?? usual.LabelSmoothing,
                PerToken = task.Parse.GetValue(perToken),
            };
            var trainer = task.View.Show(() => new PreferenceTrainer(task.Policy, pairs, options.Batches(task.Parse), loss, evaluation, task.View, task.Stop));
            return (trainer.Objective, trainer.EpochSteps);
        }
    }
}
