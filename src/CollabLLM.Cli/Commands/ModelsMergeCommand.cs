using System.CommandLine;
using CollabLLM.Cli.Training;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models merge</c>: a base and an adapter become one model, for whoever loads models alone.</summary>
internal static class ModelsMergeCommand
{
    public static Command Create(CommandRunner run)
    {
        var from = new Argument<string>("MODEL") { Description = "The base: a GGUF file, or a folder with config.json, tokenizer.json and *.safetensors." };
        var adapter = new Option<string?>("--adapter") { Description = "A LoRA adapter of that base, as GGUF. Without it the base is written as it is, in another form.", HelpName = "FILE.gguf" };
        var model = new WrittenModel();
        var command = new Command("merge", "Put an adapter into the weights of its base.") { from, adapter };
        model.AddTo(command);
        command.SetAction(run((parse, context) => model.WriteAsync(parse, context, (path, type) => MergedModel.Write(parse.GetRequiredValue(from), parse.GetValue(adapter), path, type))));
        return command;
    }
}
