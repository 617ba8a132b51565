using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Core;
using CollabLLM.Training.Native;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models merge</c>: a base and an adapter become one model, for whoever loads models alone.</summary>
internal static class ModelsMergeCommand
{
    public static Command Create(CommandRunner run)
    {
        var from = new Argument<string>("MODEL") { Description = "The base: a GGUF file, or a folder with config.json, tokenizer.json and *.safetensors." };
        var adapter = new Option<string?>("--adapter") { Description = "A LoRA adapter of that base, as GGUF. Without it the base is written as it is, in another form.", HelpName = "FILE.gguf" };
        var output = new Option<string>("--out") { Description = "The model's file.", HelpName = "FILE.gguf", Required = true };
        var type = ConversionOptionSet.OneOf("--type", "What its matrices are written as.", "f16", "q8_0", "bf16", "f32");
        var json = CommonOptions.Json();
        var command = new Command("merge", "Put an adapter into the weights of its base.") { from, adapter, output, type, json };
        command.SetAction(run(async (parse, context) =>
        {
            var path = parse.GetRequiredValue(output);
            NativeTorch.Start(Environment.ProcessorCount);
            BaseOptions.Written(path, () => MergedModel.Write(parse.GetRequiredValue(from), parse.GetValue(adapter), path, TensorTypeOption.Of(parse, type)));
            if (parse.GetValue(json)) context.Output.WriteJson(new { File = path, Sha256 = await FileHash.Sha256Async(path, context.Interruption.Leave) });
            else context.Output.Print(path);
            return ExitCodes.Success;
        }));
        return command;
    }
}
