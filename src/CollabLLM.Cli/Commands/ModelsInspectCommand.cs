using System.CommandLine;
using System.Globalization;
using CollabLLM.Cli.Catalogue;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab models inspect</c></summary>
internal static class ModelsInspectCommand
{
    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("FILE.gguf") { Description = "The GGUF file." };
        var json = CommonOptions.Json();
        var command = new Command("inspect", "What a GGUF file holds, and whether the built-in decoder runs it. Reads the header only.") { file, json };
        command.SetAction(run((parse, context) => Task.FromResult(Run(context, parse.GetRequiredValue(file), parse.GetValue(json)))));
        return command;
    }

    private static int Run(CommandContext context, string path, bool json)
    {
        using var file = GgufFile.Open(path);
        var facts = new GgufFacts(file);
        var problem = DecoderFit.Problem(file);
        if (json)
        {
            context.Output.WriteJson(new
            {
                File = Path.GetFullPath(path),
                Bytes = new FileInfo(path).Length,
                facts.Name,
                facts.Architecture,
                facts.Parameters,
                facts.Blocks,
                facts.Width,
                facts.Heads,
                facts.KeyHeads,
                facts.Context,
                facts.Vocabulary,
                facts.Tokenizer,
                ChatTemplate = facts.HasTemplate,
                MetadataEntries = file.Metadata.Count,
                Tensors = file.Tensors.Count,
                facts.TensorTypes,
                Runs = problem is null,
                Problem = problem,
            });
            return ExitCodes.Success;
        }
        Draw(context.Output, path, file, facts);
        context.Output.Print(problem is null ? "The built-in decoder runs this file." : $"The built-in decoder does not run this file: {problem}");
        return ExitCodes.Success;
    }

    private static void Draw(CommandOutput output, string path, GgufFile file, GgufFacts facts)
    {
        Row("file", $"{path}, {Sizes.Bytes(new FileInfo(path).Length)}");
        Row("name", facts.Name ?? "-");
        Row("architecture", facts.Architecture ?? "-");
        Row("parameters", $"{Sizes.Count(facts.Parameters)} in {Number(file.Tensors.Count)} tensors");
        Row("blocks", $"{Number(facts.Blocks)}, width {Number(facts.Width)}, heads {Number(facts.Heads)}, key heads {Number(facts.KeyHeads)}");
        Row("context", $"{Number(facts.Context)} tokens");
        Row("vocabulary", $"{Number(facts.Vocabulary)} tokens");
        Row("tokenizer", facts.Tokenizer ?? "none");
        Row("chat template", facts.HasTemplate ? "in the file" : "none in the file");
        Row("metadata", $"{Number(file.Metadata.Count)} entries");
        foreach (var type in facts.TensorTypes)
        {
            Row(type.Type, $"{Sizes.Count(type.Weights)} weights, {Sizes.Bytes(type.Bytes)}, in {Number(type.Tensors)} {(type.Tensors == 1 ? "tensor" : "tensors")}");
        }

        void Row(string name, string value) => output.Print($"{name,-15}{value}");
    }

    private static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "-";
}
