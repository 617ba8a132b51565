using System.CommandLine;
using CollabLLM.Cli.Training;
using CollabLLM.Training.Policies;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models average</c>: several models of one training become their mean.</summary>
internal static class ModelsAverageCommand
{
    public static Command Create(CommandRunner run)
    {
        var models = new Argument<string[]>("MODEL") { Description = "GGUF files, two or more, that one training left or that began from the same weights.", Arity = new(2, 1000) };
        var model = new WrittenModel();
        var command = new Command("average", "Write the mean of models that one training left.") { models };
        model.AddTo(command);
        command.SetAction(run((parse, context) => model.WriteAsync(parse, context, (path, type) => AveragedModel.Write(parse.GetRequiredValue(models), path, type))));
        return command;
    }
}
