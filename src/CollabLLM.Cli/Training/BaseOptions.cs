using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Core;
using CollabLLM.Core.World;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Trainers;
using TorchSharp;

namespace CollabLLM.Cli.Training;

/// <summary>Options that say what a training begins with, where and in what it computes, and as what the model is written.</summary>
/// <param name="usual">Defaults with a base.</param>
/// <param name="ofNew">Defaults of a new model; null where there is to be a base.</param>
/// <param name="drops">Whether an adapter may have dropout; online trainings learn from replies as they were drawn, without.</param>
internal sealed class BaseOptions(TrainingDefaults usual, TrainingDefaults? ofNew, bool drops = true)
{
    private readonly Option<int?> _width = NumberOptions.Whole("--width", "With --new: values of the stream. Default: 192.", 8, 8192);
    private readonly Option<int?> _layers = NumberOptions.Whole("--layers", "With --new: blocks. Default: 6.", 1, 256);
    private readonly Option<int?> _heads = NumberOptions.Whole("--heads", "With --new: heads. Default: 6.", 1, 256);
    private readonly Option<int?> _vocabulary = NumberOptions.Whole("--vocabulary", "With --new: tokens, at most. Default: 2048.", 258, 262_144);
    private readonly Option<int?> _context = NumberOptions.Whole("--context", "With --new: tokens that the model reads at once. Default: 2048.", 2, 1 << 20);
    private readonly Option<int?> _rank = NumberOptions.Whole(
        "--lora-rank", $"Rank of the adapter; 0 trains all weights. Default: {usual.Rank}{(ofNew is null ? "" : $" with --base, {ofNew.Rank} with --new")}.", 0, 4096);

    private readonly Option<double?> _alpha = NumberOptions.Real("--lora-alpha", "What the adapter counts, times its rank. Default: 16.", 1e-6, 1e6);
    private readonly Option<double?> _dropout = NumberOptions.Real("--lora-dropout", "Share of the adapter's inputs that are left out while it learns. Default: 0.", 0, 0.999);
    private readonly Option<string[]> _targets = Targets();
    private readonly Option<string> _compute = ConversionOptionSet.OneOf("--compute", "What matrices are multiplied in; bf16 needs half the memory, and is slow where the processor does not know it.", "f32", "bf16");
    private readonly Option<string> _device = ConversionOptionSet.OneOf("--device", "Where it computes; cuda needs a libtorch that can.", "cpu", "cuda");
    private readonly Option<int?> _threads = NumberOptions.Whole("--threads", "Threads that compute; the same number gives the same bits. Default: the processor's cores.", 1, 1024);
    private readonly Option<string> _type = ConversionOptionSet.OneOf("--type", "What the model's matrices are written as.", "f16", "q8_0", "bf16", "f32");
    private readonly Option<string?> _base = new("--base")
    {
        Description = "The model to begin with: a GGUF file, or a folder with config.json, tokenizer.json and *.safetensors.",
        HelpName = "MODEL",
        Required = ofNew is null,
    };

    private readonly Option<bool> _new = new("--new") { Description = "Begin with a new model and a tokenizer for the world of short documents." };

    private readonly Option<string?> _adapter = new("--adapter")
    {
        Description = "A LoRA adapter (GGUF) of the base that is put into its weights before anything is learnt: the two together are the base, and its reference. They are kept as base.gguf in --out, in float32.",
        HelpName = "FILE.gguf",
    };

    private Option[] OfNew => [_width, _layers, _heads, _vocabulary, _context];

    public IReadOnlyList<Option> All => [_base, _adapter, .. ofNew is null ? [] : (Option[])[_new, .. OfNew], _rank, _alpha, _targets, .. drops ? [_dropout] : (Option[])[], _compute, _device, _threads, _type];

    public int? Threads(ParseResult parse) => parse.GetValue(_threads);

    public int Rank(ParseResult parse) => parse.GetValue(_rank) ?? Usual(parse).Rank;

    public bool IsNew(ParseResult parse) => ofNew is not null && parse.GetValue(_new);

    public TrainingDefaults Usual(ParseResult parse) => IsNew(parse) ? ofNew! : usual;

    public void Check(ParseResult parse)
    {
        OptionRules.Without(parse, Rank(parse) == 0, [_alpha, _targets, _dropout], "needs an adapter: --lora-rank is 0");
        if (ofNew is null) return;
        if (IsNew(parse) == parse.GetValue(_base) is not null) throw new CommandException(ExitCodes.Usage, "One of --base and --new says what to begin with.");
        OptionRules.Without(parse, !IsNew(parse), OfNew, "needs --new");
        OptionRules.Without(parse, IsNew(parse), [_adapter], "needs --base");
    }

    /// <summary>Starts libtorch and loads the policy, with a fresh adapter where there is to be one. What is not one GGUF file yet becomes <c>base.gguf</c> in the folder.</summary>
    public Policy Load(ParseResult parse, string folder, long seed)
    {
        NativeTorch.Start(parse.GetValue(_threads) ?? Environment.ProcessorCount);
        var device = parse.GetRequiredValue(_device) == "cuda" ? NativeTorch.Cuda() : null;
        var path = Start(parse, folder);
        if (IsMade(parse)) Make(parse, folder, path, seed);
        var lora = new LoraOptions();
        var rank = Rank(parse);
        var policy = PolicyFile.Load(path, new()
        {
            TrainWeights = rank == 0,
            Compute = parse.GetRequiredValue(_compute) == "bf16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32,
            Device = device,
        });
        PolicyFile.Check(policy, TensorTypeOption.Of(parse, _type));
        if (rank > 0)
        {
            LoraAdapters.Add(
                policy,
                lora with
                {
                    Rank = rank,
                    Alpha = parse.GetValue(_alpha) ?? lora.Alpha,
                    Dropout = drops ? parse.GetValue(_dropout) ?? lora.Dropout : 0,
                    Targets = parse.GetValue(_targets) is { Length: > 0 } targets ? targets : lora.Targets,
                },
                seed);
        }
        return policy;
    }

    /// <summary>Writes the model with what it learnt, and the adapter alone where there is one.</summary>
    /// <returns>The model's file.</returns>
    public string Write(ParseResult parse, Policy policy, string folder)
    {
        var model = Path.Combine(folder, "model.gguf");
        Written(folder, () =>
        {
            if (policy.Lora is not null) AdapterFile.Save(policy, Path.Combine(folder, "adapter.gguf"), GgmlType.F16);
            PolicyFile.Save(policy, model, TensorTypeOption.Of(parse, _type), adapted: true, Start(parse, folder));
        });
        return model;
    }

    /// <exception cref="CommandException">What <paramref name="write"/> does in the folder fails.</exception>
    public static void Written(string folder, Action write)
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

    /// <summary>Whether the base is none that lies there as it is loaded.</summary>
    private bool IsMade(ParseResult parse) => parse.GetValue(_base) is not { } named || Directory.Exists(named) || parse.GetValue(_adapter) is not null;

    /// <summary>The file that the policy is loaded from.</summary>
    private string Start(ParseResult parse, string folder) => IsMade(parse) ? Path.Combine(folder, "base.gguf") : parse.GetRequiredValue(_base)!;

    private void Make(ParseResult parse, string folder, string path, long seed)
    {
        var made = path + ".part";
        if (parse.GetValue(_base) is { } given && Path.GetFullPath(given) == Path.GetFullPath(path))
        {
            throw new CommandException(ExitCodes.BadInput, $"--base: {given} is what this run would write; begin in another folder.");
        }
        Written(folder, () =>
        {
            var isThere = Directory.Exists(folder);
            Directory.CreateDirectory(folder);
            try
            {
                if (IsNew(parse)) NewModel.Write(made, Sizes(parse, seed), new Habits());
                else MergedModel.Write(parse.GetRequiredValue(_base)!, parse.GetValue(_adapter), made, null);
            }
            catch
            {
                if (isThere) File.Delete(made);
                else Directory.Delete(folder, recursive: true);
                throw;
            }
            // What lies beside it was trained on it, so another one must not take its place.
            var isOther = File.Exists(path) && FileHash.Sha256(path) != FileHash.Sha256(made);
            if (!isOther) File.Move(made, path, overwrite: true);
            else
            {
                File.Delete(made);
                throw new CommandException(ExitCodes.BadInput, $"--out: {folder} holds a run from another base ({path}); go on with that base, or begin in another folder.");
            }
        });
    }

    private static Option<string[]> Targets()
    {
        var option = new Option<string[]>("--lora-targets")
        {
            Description = "Matrices of a block that get an adapter. Default: all.",
            HelpName = "MATRICES",
            AllowMultipleArgumentsPerToken = true,
        };
        option.AcceptOnlyFromAmong([.. LoraOptions.AllTargets]);
        return option;
    }

    private NewModelOptions Sizes(ParseResult parse, long seed)
    {
        var usualSizes = new NewModelOptions();
        return usualSizes with
        {
            Width = parse.GetValue(_width) ?? usualSizes.Width,
            Layers = parse.GetValue(_layers) ?? usualSizes.Layers,
            Heads = parse.GetValue(_heads) ?? usualSizes.Heads,
            Vocabulary = parse.GetValue(_vocabulary) ?? usualSizes.Vocabulary,
            Context = parse.GetValue(_context) ?? usualSizes.Context,
            Seed = (int)(seed % int.MaxValue),
        };
    }
}
