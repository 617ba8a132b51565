using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Core;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Native;

namespace CollabLLM.Cli.Training;

/// <summary>Where and as what a command of models writes the one model that it makes, and how it tells.</summary>
internal sealed class WrittenModel
{
    private readonly Option<string> _output = new("--out") { Description = "The model's file.", HelpName = "FILE.gguf", Required = true };
    private readonly Option<string> _type = ConversionOptionSet.OneOf("--type", "What its matrices are written as.", "f16", "q8_0", "bf16", "f32");
    private readonly Option<bool> _json = CommonOptions.Json();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _output, _type, _json }) command.Add(option);
    }

    /// <param name="write">Writes the model as the type to the path; libtorch is started.</param>
    public async Task<int> WriteAsync(ParseResult parse, CommandContext context, Action<string, GgmlType> write)
    {
        var path = parse.GetRequiredValue(_output);
        NativeTorch.Start(Environment.ProcessorCount);
        BaseOptions.Written(path, () => write(path, TensorTypeOption.Of(parse, _type)));
        if (parse.GetValue(_json)) context.Output.WriteJson(new { File = path, Sha256 = await FileHash.Sha256Async(path, context.Interruption.Leave) });
        else context.Output.Print(path);
        return ExitCodes.Success;
    }
}
