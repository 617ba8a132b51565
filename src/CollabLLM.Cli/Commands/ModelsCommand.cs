using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models</c></summary>
internal static class ModelsCommand
{
    public static Command Create(CommandRunner run) => new("models", "See, fetch and examine models.")
    {
        ModelsListCommand.Create(run),
        ModelsPullCommand.Create(run),
        ModelsImportAdapterCommand.Create(run),
        ModelsMergeCommand.Create(run),
        ModelsAverageCommand.Create(run),
        ModelsInspectCommand.Create(run),
        ModelsTokenizeCommand.Create(run),
        ModelsTemplateCommand.Create(run),
        ModelsLogitsCommand.Create(run),
    };
}
