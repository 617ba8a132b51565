using System.CommandLine;
using CollabLLM.Cli.Catalogue;
using CollabLLM.Core;
using CollabLLM.Gguf.Format;
using CollabLLM.Models;
using CollabLLM.Training.Safetensors;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models import-adapter</c>: an adapter that was trained elsewhere becomes one that the catalogue loads beside its base.</summary>
internal static class ModelsImportAdapterCommand
{
    public static Command Create(CommandRunner run)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The adapter as PEFT writes it: adapter_config.json and adapter_model.safetensors." };
        var target = new Option<string>("--base") { Description = "The model it was trained on: a built-in one of the catalogue, or its GGUF file.", HelpName = "NAME|FILE.gguf", Required = true };
        var name = new Option<string?>("--name") { Description = "What the catalogue calls the adapter. Default: the folder's name.", HelpName = "NAME" };
        var output = new Option<string?>("--out") { Description = "The adapter's file. Default: NAME.lora.gguf beside the base.", HelpName = "FILE.gguf" };
        var type = ConversionOptionSet.OneOf("--type", "What its matrices are written as.", "f16", "bf16", "f32");
        var register = new Option<bool>("--register") { Description = "Enter it into appsettings.json of the root; --base must be a name of the catalogue in that file." };
        var json = CommonOptions.Json();
        var command = new Command("import-adapter", "Bring a LoRA adapter that was trained elsewhere.") { folder, target, name, output, type, register, json };
        command.SetAction(run(async (parse, context) =>
        {
            var from = parse.GetRequiredValue(folder);
            var adapter = parse.GetValue(name) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(from)));
            if (adapter.Length == 0 || adapter.Contains('/', StringComparison.Ordinal) || adapter.Contains(':', StringComparison.Ordinal))
            {
                throw new CommandException(ExitCodes.Usage, $"--name: {adapter} is no name for an adapter; it must not be empty or hold / or :.");
            }
            var settings = Settings.Load(context);
            var (entry, model) = Base(settings, parse.GetRequiredValue(target));
            if (entry is null && parse.GetValue(register)) throw new CommandException(ExitCodes.Usage, $"--register needs a name of the catalogue as --base, not {parse.GetRequiredValue(target)}.");
            var path = Path.GetFullPath(parse.GetValue(output) ?? Path.Combine(Path.GetDirectoryName(model)!, adapter + ".lora.gguf"));
            var matrices = Written(from, model, path, TensorTypeOption.Of(parse, type));
            var shown = Path.GetRelativePath(settings.Root, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
            if (parse.GetValue(register)) RegisteredAdapters.Add(Path.Combine(settings.Root, RegisteredAdapters.FileName), entry!, adapter, shown);
            if (parse.GetValue(json)) context.Output.WriteJson(new { File = path, Base = model, Matrices = matrices, Sha256 = await FileHash.Sha256Async(path, context.Interruption.Leave) });
            else context.Output.Print(path);
            if (parse.GetValue(register))
            {
                context.Output.Say($"It changes {matrices} matrices of {model}, and is {entry}/{adapter} in the catalogue.");
            }
            else
            {
                context.Output.Say($"It changes {matrices} matrices of {model}. The catalogue has it with Models__Catalogue__{entry ?? "NAME"}__Adapters__{adapter}={shown}, or with --register.");
            }
            return ExitCodes.Success;
        }));
        return command;
    }

    private static (string? Entry, string Model) Base(Settings settings, string named)
    {
        if (named.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)) return (null, Path.GetFullPath(named));
        var catalogue = ConfiguredModels.Read(settings).Catalogue;
        var entry = catalogue.Keys.FirstOrDefault(k => k.Equals(named, StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandException(ExitCodes.Usage, $"--base: the catalogue has no {named}. It has: {string.Join(", ", catalogue.Keys)}.");
        return catalogue[entry] is { Provider: ModelProvider.Builtin, Path: { } path }
            ? (entry, Path.GetFullPath(path, settings.Root))
            : throw new CommandException(ExitCodes.Usage, $"--base: {entry} is no built-in model, so no adapter loads beside it here.");
    }

    private static int Written(string folder, string model, string path, GgmlType type)
    {
        try
        {
            return PeftAdapter.ToGguf(folder, model, path, type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"{path} cannot be written: {e.Message}", e);
        }
    }
}
