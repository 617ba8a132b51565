using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Training.Losses;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train ppo</c>: proximal policy optimisation on multiturn-aware rewards, as the paper does it after supervised fine-tuning.</summary>
internal static class TrainPpoCommand
{
    public static Command Create(CommandRunner run)
    {
        var usual = new PpoOptions();
        var clip = NumberOptions.Real("--clip", "How far a token's probability may move in a step. Default: 0.2.", 0.001, 0.999);
        var divergence = NumberOptions.Real("--kl", "Reward taken off for every nat of divergence from what the model began as. Default: 0.05.", 0, 1e3);
        var trace = NumberOptions.Real("--trace", "How much a token is credited with what comes after it, from 0 to 1. Default: 0.95.", 0, 1);
        var discount = NumberOptions.Real("--discount", "What a reward is worth a token earlier, from 0 to 1. Default: 1.", 0, 1);
        var valueClip = NumberOptions.Real("--value-clip", "How far a value may move in a step. Default: 0.2.", 1e-6, 1e6);
        var valueWeight = NumberOptions.Real("--value-weight", "Weight of the value's loss. Default: 0.1.", 0, 1e3);
        return OnlineCommand.Create(
            run, "ppo", "Teach a model by the rewards of its own replies, with a value head.", OnlineDefaults.Ppo, updates: true, [clip, divergence, trace, discount, valueClip, valueWeight],
            task =>
            {
                var loss = usual with
                {
                    Clip = task.Parse.GetValue(clip) ?? usual.Clip,
                    KlWeight = task.Parse.GetValue(divergence) ?? usual.KlWeight,
                    Trace = task.Parse.GetValue(trace) ?? usual.Trace,
                    Discount = task.Parse.GetValue(discount) ?? usual.Discount,
                    ValueClip = task.Parse.GetValue(valueClip) ?? usual.ValueClip,
                    ValueWeight = task.Parse.GetValue(valueWeight) ?? usual.ValueWeight,
                };
                var trainer = new PpoTrainer(task.Policy, task.Source, loss, task.Updates, task.Time, task.Stop);
                return (trainer.Objective, trainer);
            });
    }
}
