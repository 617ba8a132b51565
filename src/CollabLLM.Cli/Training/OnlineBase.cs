using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;

namespace CollabLLM.Cli.Training;

/// <summary>What online training begins with, and as what the model is written.</summary>
internal sealed class OnlineBase
{
    private readonly Option<string> _base = new("--base") { Description = "The model to begin with; it stays the reference.", HelpName = "FILE.gguf", Required = true };
    private readonly Option<int?> _rank = NumberOptions.Whole("--lora-rank", "Rank of the adapter. Default: 32.", 1, 4096);
    private readonly Option<double?> _alpha = NumberOptions.Real("--lora-alpha", "What the adapter counts, times its rank. Default: 16.", 1e-6, 1e6);
    private readonly Option<int?> _threads = NumberOptions.Whole("--threads", "Threads that compute; the same number gives the same bits. Default: the processor's cores.", 1, 1024);
    private readonly Option<string> _type = ConversionOptionSet.OneOf("--type", "What the model's matrices are written as.", "f16", "q8_0", "bf16", "f32");

    public IEnumerable<Option> All => [_base, _rank, _alpha, _threads, _type];

    public int? Threads(ParseResult parse) => parse.GetValue(_threads);

    /// <summary>Starts libtorch and loads the policy with a fresh adapter.</summary>
    public Policy Load(ParseResult parse, long seed)
    {
        NativeTorch.Start(parse.GetValue(_threads) ?? Environment.ProcessorCount);
        var policy = PolicyFile.Load(parse.GetRequiredValue(_base));
        var usual = new LoraOptions();
        LoraAdapters.Add(policy, usual with { Rank = parse.GetValue(_rank) ?? usual.Rank, Alpha = parse.GetValue(_alpha) ?? usual.Alpha }, seed);
        return policy;
    }

    /// <summary>Writes the adapter, and the model with it.</summary>
    /// <returns>The model's file.</returns>
    public string Write(ParseResult parse, Policy policy, string folder)
    {
        var model = Path.Combine(folder, "model.gguf");
        try
        {
            AdapterFile.Save(policy, Path.Combine(folder, "adapter.gguf"), GgmlType.F16);
            PolicyFile.Save(policy, model, Enum.Parse<GgmlType>(parse.GetRequiredValue(_type), ignoreCase: true), adapted: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"--out: {folder} cannot be written: {e.Message}", e);
        }
        return model;
    }
}
