using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Core;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models average</c>: several models of one training become their mean.</summary>
internal static class ModelsAverageCommand
{
    public static Command Create(CommandRunner run)
    {
        var models = new Argument<string[]>("MODEL") { Description = "GGUF files, two or more, that one training left or that began from the same weights.", Arity = new(2, 1000) };
        var output = new Option<string>("--out") { Description = "The model's file.", HelpName = "FILE.gguf", Required = true };
        var type = ConversionOptionSet.OneOf("--type", "What its matrices are written as.", "f16", "q8_0", "bf16", "f32");
        var json = CommonOptions.Json();
        var command = new Command("average", "Write the mean of models that one training left.") { models, output, type, json };
        command.SetAction(run(async (parse, context) =>
        {
            var path = parse.GetRequiredValue(output);
            NativeTorch.Start(Environment.ProcessorCount);
            BaseOptions.Written(path, () => AveragedModel.Write(parse.GetRequiredValue(models), path, TensorTypeOption.Of(parse, type)));
            if (parse.GetValue(json)) context.Output.WriteJson(new { File = path, Sha256 = await FileHash.Sha256Async(path, context.Interruption.Leave) });
            else context.Output.Print(path);
            return ExitCodes.Success;
        }));
        return command;
    }
}
