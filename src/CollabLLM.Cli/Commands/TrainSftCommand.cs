using System.CommandLine;
using System.Globalization;
using CollabLLM.Cli.Training;
using CollabLLM.Core.World;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Native;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab train sft</c>: supervised fine-tuning on conversations.</summary>
internal static class TrainSftCommand
{
    /// <summary>Dialogues of the world that a model is evaluated on.</summary>
    private const int WorldEvaluations = 64;

    public static Command Create(CommandRunner run)
    {
        var options = new SftOptions();
        var command = new Command("sft", "Teach a model, or a new one, to talk as the assistant of conversations does.");
        options.AddTo(command);
        command.SetAction(run((parse, context) => RunAsync(parse, options, context)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, SftOptions options, CommandContext context)
    {
        options.Check(parse);
        NativeTorch.Start(parse.GetValue(options.Threads) ?? Environment.ProcessorCount);
        var folder = parse.GetRequiredValue(options.Out);
        using var policy = Load(parse, options, folder);
        var encoder = new SupervisedEncoder(policy, options.UserWeight(parse));
        var source = await SourceAsync(parse, options, encoder, context.Interruption.Leave);
        var evaluation = await EvaluationAsync(parse, options, encoder, context.Interruption.Leave);
        var trainer = new SupervisedTrainer(policy, source, options.Supervised(parse), evaluation);
        using var optimizer = new AdamWOptimizer(policy.TrainableParameters, options.Optimizer(parse));
        var loop = new TrainingLoop(policy, optimizer, options.Loop(parse, trainer.EpochSteps), context.Time);
        // Only now, so that bad input leaves no folder.
        using var run = new TrainingRun(folder);
        var view = new TrainingView(context.Output, context.Time);
        RunState state;
        try
        {
            state = view.Show(() => loop.Run(run, trainer.Objective, view, context.Interruption.Leave));
        }
        catch (OperationCanceledException)
        {
            context.Output.Say($"What was learnt is kept in {folder}; the same command goes on from there.");
            throw;
        }
        var model = Write(policy, folder, Enum.Parse<GgmlType>(parse.GetRequiredValue(options.Type), ignoreCase: true));
        Summarize(parse.GetValue(options.Json), policy, state, model, context.Output);
        return ExitCodes.Success;
    }

    private static Policy Load(ParseResult parse, SftOptions options, string folder)
    {
        var path = parse.GetValue(options.Base);
        if (path is null)
        {
            path = Path.Combine(folder, "base.gguf");
            Written(folder, () =>
            {
                Directory.CreateDirectory(folder);
                NewModel.Write(path, options.NewModel(parse), new Habits());
            });
        }
        var lora = options.Lora(parse);
        var policy = PolicyFile.Load(path, new() { TrainWeights = lora is null });
        if (lora is not null) LoraAdapters.Add(policy, lora, options.SeedOf(parse));
        return policy;
    }

    private static async Task<IDocumentSource> SourceAsync(ParseResult parse, SftOptions options, SupervisedEncoder encoder, CancellationToken stop)
    {
        var data = parse.GetRequiredValue(options.Data);
        return data == SftOptions.World
            ? new WorldDocuments(encoder, new Habits(), ValuePart.Training, options.SeedOf(parse))
            : new DocumentList(await SftDocuments.ReadAsync(data, encoder, stop));
    }

    private static async Task<IReadOnlyList<TrainingDocument>> EvaluationAsync(ParseResult parse, SftOptions options, SupervisedEncoder encoder, CancellationToken stop)
    {
        var data = parse.GetValue(options.Evaluate);
        if (data is null) return [];
        if (data != SftOptions.World) return await SftDocuments.ReadAsync(data, encoder, stop);
        // Always the same, so that runs of several seeds can be compared.
        var world = new WorldDocuments(encoder, new Habits(), ValuePart.HeldOut, seed: 0);
        return [.. Enumerable.Range(0, WorldEvaluations).Select(i => world.Read(i))];
    }

    /// <summary>The model with what it learnt, and the adapter alone where there is one.</summary>
    private static string Write(Policy policy, string folder, GgmlType type)
    {
        var model = Path.Combine(folder, "model.gguf");
        Written(folder, () =>
        {
            if (policy.Lora is not null)
            {
                AdapterFile.Save(policy, Path.Combine(folder, "adapter.gguf"), GgmlType.F16);
                LoraAdapters.Merge(policy);
            }
            PolicyFile.Save(policy, model, type);
        });
        return model;
    }

    private static void Written(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"--out: {folder} cannot be written: {e.Message}", e);
        }
    }

    private static void Summarize(bool asJson, Policy policy, RunState state, string model, CommandOutput output)
    {
        if (asJson)
        {
            output.WriteJson(new { Model = model, policy.Parameters, state.Step, state.Tokens, state.Loss, BestEvaluation = state.Best });
            return;
        }
        var evaluated = state.Best is { } best ? string.Create(CultureInfo.InvariantCulture, $", best evaluation {best:0.0000}") : "";
        output.Print(string.Create(CultureInfo.InvariantCulture, $"{state.Step} steps, {state.Tokens} tokens, last loss {state.Loss:0.0000}{evaluated}"));
        output.Print($"{model}: {policy.Parameters} weights. Try it: {Self.Command} chat --model {model}");
    }
}
