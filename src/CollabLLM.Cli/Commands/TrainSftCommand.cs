using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Core.World;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train sft</c>: supervised fine-tuning on conversations. A base model is tuned as the paper does it; a new one learns as new ones learn best.</summary>
internal static class TrainSftCommand
{
    /// <summary>In place of a file: dialogues of the world of short documents, drawn as they are needed.</summary>
    private const string World = "world";

    /// <summary>Dialogues of the world that a model is evaluated on.</summary>
    private const int WorldEvaluations = 64;

    private const double NewUserWeight = 0.1;

    public static Command Create(CommandRunner run)
    {
        var options = new TrainOptions(
            TrainingDefaults.Supervised, "Conversations", $"Conversations (messages, as dataset convert writes them for SFT), or {World}.", TrainingDefaults.New);
        var userWeight = NumberOptions.Real("--user-weight", $"What users' tokens count, from 0 to 1. Default: 0 with --base, {NewUserWeight} with --new.", 0, 1);
        var primer = new Option<long[]>("--primer")
        {
            Description = $"With {World}: what comes first, as numbers of dialogues: requests that are repeated, complete ones, and talks that ask for all. Default: 0 0 0 with --base, {Numbers(WorldPrimer.Usual)} with --new.",
            HelpName = "ECHOES COMPLETE ASKED",
            Arity = new(3, 3),
            AllowMultipleArgumentsPerToken = true,
        };
        options.Evaluate.Description = $"Conversations to evaluate on, or {World}: such with values that are never in training.";
        return TrainingCommand.Create(run, "sft", "Teach a model, or a new one, to talk as the assistant of conversations does.", options, [userWeight, primer], Check, ObjectiveAsync);

        void Check(ParseResult parse)
        {
            if (parse.GetValue(options.Data) == World && !options.HasTokens(parse)) throw new CommandException(ExitCodes.Usage, $"--data {World} never ends: it needs --tokens.");
            if (parse.GetValue(primer) is not { Length: > 0 } numbers) return;
            if (parse.GetValue(options.Data) != World) throw new CommandException(ExitCodes.Usage, $"--primer goes with --data {World} only.");
            if (numbers.Any(n => n < 0)) throw new CommandException(ExitCodes.Usage, "--primer takes numbers of dialogues, 0 or more.");
        }

        async Task<(TrainingObjective Objective, long? EpochSteps)> ObjectiveAsync(TrainingTask task)
        {
            var fresh = options.Base.IsNew(task.Parse);
            var encoder = new SupervisedEncoder(task.Policy, task.Parse.GetValue(userWeight) ?? (fresh ? NewUserWeight : 0));
            IDocumentSource source = task.Parse.GetRequiredValue(options.Data) is var data && data == World
                ? new WorldDocuments(encoder, new Habits(), ValuePart.Training, options.Seed(task.Parse), Primer(task.Parse, fresh))
                : new DocumentList(await SftDocuments.ReadAsync(data, encoder, task.Stop));
            var evaluation = await EvaluationAsync(task.Parse.GetValue(options.Evaluate), encoder, task.Stop);
            var trainer = new SupervisedTrainer(task.Policy, source, options.Batches(task.Parse), evaluation);
            return (trainer.Objective, trainer.EpochSteps);
        }

        WorldPrimer? Primer(ParseResult parse, bool fresh) => parse.GetValue(primer) is { Length: 3 } n ? new(n[0], n[1], n[2]) : fresh ? WorldPrimer.Usual : null;
    }

    private static string Numbers(WorldPrimer primer) => $"{primer.Echoes} {primer.Complete} {primer.Asked}";

    private static async Task<IReadOnlyList<TrainingDocument>> EvaluationAsync(string? data, SupervisedEncoder encoder, CancellationToken stop)
    {
        if (data is null) return [];
        if (data != World) return await SftDocuments.ReadAsync(data, encoder, stop);
        // Always the same, so that runs of several seeds can be compared.
        var world = new WorldDocuments(encoder, new Habits(), ValuePart.HeldOut, seed: 0);
        return [.. Enumerable.Range(0, WorldEvaluations).Select(i => world.Read(i))];
    }
}
