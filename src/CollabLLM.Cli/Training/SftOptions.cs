using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>The options of <c>collab train sft</c> and what they mean together. A base model is tuned as the paper does it; a new one learns as new ones learn best.</summary>
internal sealed class SftOptions
{
    /// <summary>In place of a file: dialogues of the world of short documents, drawn as they are needed.</summary>
    public const string World = "world";

    private const int PaperEpochs = 3;
    private const int PaperBatch = 64;
    private const int NewBatch = 32;
    private static readonly RateSchedule NewRate = new() { Peak = 2e-3, WarmUp = 60, Shape = RateShape.Plateau, Last = 0.03 };

    private readonly Option<int?> _width = NumberOptions.Whole("--width", "With --new: values of the stream. Default: 192.", 8, 8192);
    private readonly Option<int?> _layers = NumberOptions.Whole("--layers", "With --new: blocks. Default: 6.", 1, 256);
    private readonly Option<int?> _heads = NumberOptions.Whole("--heads", "With --new: heads. Default: 6.", 1, 256);
    private readonly Option<int?> _vocabulary = NumberOptions.Whole("--vocabulary", "With --new: tokens, at most. Default: 2048.", 258, 262_144);
    private readonly Option<int?> _context = NumberOptions.Whole("--context", "With --new: tokens that the model reads at once. Default: 2048.", 2, 1 << 20);
    private readonly Option<int?> _rank = NumberOptions.Whole("--lora-rank", "Rank of the adapter; 0 trains all weights. Default: 32 with --base, 0 with --new.", 0, 4096);
    private readonly Option<double?> _alpha = NumberOptions.Real("--lora-alpha", "What the adapter counts, times its rank. Default: 16.", 1e-6, 1e6);
    private readonly Option<double?> _rate = NumberOptions.Real("--rate", "Highest learning rate. Default: 1e-5 with --base, 2e-3 with --new.", 1e-12, 10);
    private readonly Option<int?> _warmUp = NumberOptions.Whole("--warm-up", "Steps until the highest rate. Default: 0 with --base, 60 with --new.", 0, int.MaxValue);
    private readonly Option<int?> _batch = NumberOptions.Whole("--batch", "Conversations of a step. Default: 64 with --base, 32 with --new.", 1, 65_536);
    private readonly Option<int?> _together = NumberOptions.Whole("--together", "Conversations of a pass; fewer need less memory. Default: 16.", 1, 65_536);
    private readonly Option<double?> _userWeight = NumberOptions.Real("--user-weight", "What users' tokens count, from 0 to 1. Default: 0 with --base, 0.1 with --new.", 0, 1);
    private readonly Option<int?> _epochs = NumberOptions.Whole("--epochs", "Times that the data is read. Default: 3, unless --tokens is given.", 1, 100_000);
    private readonly Option<long?> _tokens = NumberOptions.Long("--tokens", "Ends after so many tokens.");
    private readonly Option<int?> _evaluateEvery = NumberOptions.Whole("--evaluate-every", "With --evaluate: steps between evaluations. Default: 50.", 1, int.MaxValue);
    private readonly Option<int?> _patience = NumberOptions.Whole("--patience", "With --evaluate: ends after so many evaluations without a better one, with the best. Default: goes on.", 1, int.MaxValue);
    private readonly Option<int?> _saveEvery = NumberOptions.Whole("--save-every", "Steps between checkpoints. Default: 100.", 1, int.MaxValue);
    private readonly Option<bool> _checkpointing = new("--recompute") { Description = "Compute blocks again on the way back: a third more time, far less memory." };

    public Option<string?> Base { get; } = new("--base") { Description = "The model to begin with.", HelpName = "FILE.gguf" };

    public Option<bool> New { get; } = new("--new") { Description = "Begin with a new model and a tokenizer for the world of short documents." };

    public Option<string> Data { get; } = new("--data") { Description = $"Conversations (messages, as dataset convert writes them for SFT), or {World}.", HelpName = "FILE", Required = true };

    public Option<string?> Evaluate { get; } = new("--evaluate") { Description = $"Conversations to evaluate on, or {World}: such with values that are never in training.", HelpName = "FILE" };

    public Option<string> Out { get; } = new("--out") { Description = "The folder of the run. One that was cut off goes on from what is in it.", HelpName = "DIR", Required = true };

    public Option<string> Type { get; } = ConversionOptionSet.OneOf("--type", "What the model's matrices are written as.", "f16", "q8_0", "bf16", "f32");

    public Option<long?> Seed { get; } = NumberOptions.Long("--seed", "The same seed draws the same. Default: 1.");

    public Option<int?> Threads { get; } = NumberOptions.Whole("--threads", "Threads that compute; the same number gives the same bits. Default: the processor's cores.", 1, 1024);

    public Option<bool> Json { get; } = CommonOptions.Json();

    private Option[] OfNew => [_width, _layers, _heads, _vocabulary, _context];

    public void AddTo(Command command)
    {
        Option[] all =
        [
            Base, New, Data, Out, .. OfNew, _rank, _alpha, _rate, _warmUp, _batch, _together, _userWeight, _epochs, _tokens, Evaluate, _evaluateEvery, _patience,
            _saveEvery, _checkpointing, Type, Seed, Threads, Json,
        ];
        foreach (var option in all) command.Add(option);
    }

    /// <summary>What does not go together is refused before anything is read.</summary>
    public void Check(ParseResult parse)
    {
        var isNew = parse.GetValue(New);
        if (isNew == parse.GetValue(Base) is not null) throw new CommandException(ExitCodes.Usage, "One of --base and --new says what to begin with.");
        Without(parse, !isNew, OfNew, "needs --new");
        Without(parse, parse.GetValue(Evaluate) is null, [_evaluateEvery, _patience], "needs --evaluate");
        if (parse.GetValue(_epochs) is not null && parse.GetValue(_tokens) is not null) throw new CommandException(ExitCodes.Usage, "--epochs and --tokens do not go together.");
        if (parse.GetValue(_tokens) is < 1) throw new CommandException(ExitCodes.Usage, "--tokens must be 1 or more.");
        if (parse.GetValue(Data) == World && parse.GetValue(_tokens) is null) throw new CommandException(ExitCodes.Usage, $"--data {World} never ends: it needs --tokens.");
    }

    public NewModelOptions NewModel(ParseResult parse)
    {
        var usual = new NewModelOptions();
        return usual with
        {
            Width = parse.GetValue(_width) ?? usual.Width,
            Layers = parse.GetValue(_layers) ?? usual.Layers,
            Heads = parse.GetValue(_heads) ?? usual.Heads,
            Vocabulary = parse.GetValue(_vocabulary) ?? usual.Vocabulary,
            Context = parse.GetValue(_context) ?? usual.Context,
            Seed = (int)(SeedOf(parse) % int.MaxValue),
        };
    }

    public long SeedOf(ParseResult parse) => parse.GetValue(Seed) ?? 1;

    public double UserWeight(ParseResult parse) => parse.GetValue(_userWeight) ?? (parse.GetValue(New) ? 0.1 : 0);

    /// <returns>Null when all weights are trained.</returns>
    public LoraOptions? Lora(ParseResult parse)
    {
        var usual = new LoraOptions();
        var rank = parse.GetValue(_rank) ?? (parse.GetValue(New) ? 0 : usual.Rank);
        return rank == 0 ? null : usual with { Rank = rank, Alpha = parse.GetValue(_alpha) ?? usual.Alpha };
    }

    public AdamWOptions Optimizer(ParseResult parse) => parse.GetValue(New) ? new() { Beta2 = 0.95, Decay = 0.05 } : new();

    public BatchOptions Supervised(ParseResult parse) => new()
    {
        Batch = parse.GetValue(_batch) ?? (parse.GetValue(New) ? NewBatch : PaperBatch),
        Together = parse.GetValue(_together) ?? new BatchOptions().Together,
        Checkpointing = parse.GetValue(_checkpointing),
        Seed = SeedOf(parse),
    };

    /// <param name="epochSteps">Steps of one epoch of the data; null when it never ends.</param>
    public LoopOptions Loop(ParseResult parse, long? epochSteps)
    {
        var rate = parse.GetValue(New) ? NewRate : new RateSchedule();
        return new()
        {
            Tokens = parse.GetValue(_tokens),
            Steps = parse.GetValue(_tokens) is null ? epochSteps * (parse.GetValue(_epochs) ?? PaperEpochs) : null,
            Rate = rate with { Peak = parse.GetValue(_rate) ?? rate.Peak, WarmUp = parse.GetValue(_warmUp) ?? rate.WarmUp },
            SaveEvery = parse.GetValue(_saveEvery) ?? new LoopOptions().SaveEvery,
            EvaluateEvery = parse.GetValue(Evaluate) is null ? 0 : parse.GetValue(_evaluateEvery) ?? 50,
            Patience = parse.GetValue(_patience),
        };
    }

    private static void Without(ParseResult parse, bool forbidden, IEnumerable<Option> options, string why)
    {
        if (forbidden && options.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } given) throw new CommandException(ExitCodes.Usage, $"{given.Name} {why}.");
    }
}
