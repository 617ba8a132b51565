using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train kto</c>: KTO on replies that are wanted or not, with the settings of the paper's offline DPO.</summary>
internal static class TrainKtoCommand
{
    public static Command Create(CommandRunner run)
    {
        var options = new TrainOptions(
            TrainingDefaults.Preference, "Replies", "Replies (prompt, completion, label, as dataset convert and export write them for KTO), or pairs as train dpo reads them.");
        var beta = NumberOptions.Real("--beta", "How strongly the model is held to what it began as. Default: 0.1.", 1e-6, 1e3);
        var wanted = NumberOptions.Real("--wanted-weight", "What a wanted reply counts. Default: 1.", 0, 1e3);
        var unwanted = NumberOptions.Real("--unwanted-weight", "What an unwanted reply counts. Default: 1.", 0, 1e3);
        return TrainingCommand.Create(run, "kto", "Teach a model which replies are wanted and which are not.", options, [beta, wanted, unwanted], check: null, ObjectiveAsync);

        async Task<(TrainingObjective Objective, long? EpochSteps)> ObjectiveAsync(TrainingTask task)
        {
            var encoder = new SupervisedEncoder(task.Policy);
            var replies = await PreferenceDocuments.ReadLabelledAsync(task.Parse.GetRequiredValue(options.Data), encoder, task.Stop);
            var evaluation = task.Parse.GetValue(options.Evaluate) is { } path ? await PreferenceDocuments.ReadLabelledAsync(path, encoder, task.Stop) : [];
            var usual = new KtoOptions();
            var loss = usual with
            {
                Beta = task.Parse.GetValue(beta) ?? usual.Beta,
                Desirable = task.Parse.GetValue(wanted) ?? usual.Desirable,
                Undesirable = task.Parse.GetValue(unwanted) ?? usual.Undesirable,
            };
            var trainer = task.View.Show(() => new KtoTrainer(task.Policy, replies, options.Batches(task.Parse), loss, evaluation, task.View, task.Stop));
            return (trainer.Objective, trainer.EpochSteps);
        }
    }
}
