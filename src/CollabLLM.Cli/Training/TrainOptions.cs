using System.CommandLine;
using System.Globalization;
using CollabLLM.Cli.Commands;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>The options that all trainings on files have, and what they mean together.</summary>
internal sealed class TrainOptions
{
    private readonly Option<double?> _rate;
    private readonly Option<int?> _warmUp;
    private readonly Option<int?> _batch;
    private readonly Option<int?> _together;
    private readonly Option<int?> _epochs;
    private readonly Option<long?> _tokens = NumberOptions.Long("--tokens", "Ends after so many tokens.");
    private readonly Option<double?> _average = NumberOptions.Real("--average", "Ends with a running mean of the weights with this memory a step, as 0.999. Default: 0, ends with the last weights.", 0, 0.999999);
    private readonly EvaluationOptions _evaluation = new(usualEvery: 50, "The same to evaluate on.");
    private readonly Option<int?> _saveEvery = NumberOptions.Whole("--save-every", "Steps between checkpoints. Default: 100.", 1, int.MaxValue);
    private readonly Option<bool> _recompute = new("--recompute") { Description = "Compute blocks and logits again on the way back: a third more time, far less memory." };
    private readonly Option<long?> _seed = NumberOptions.Long("--seed", "The same seed draws the same. Default: 1.");

    /// <param name="usual">Defaults with a base.</param>
    /// <param name="items">What a step reads: Conversations, Pairs.</param>
    /// <param name="data">What the data is.</param>
    /// <param name="ofNew">Defaults of a new model; null where there is to be a base.</param>
    public TrainOptions(TrainingDefaults usual, string items, string data, TrainingDefaults? ofNew = null)
    {
        Base = new(usual, ofNew);
        Data = new("--data") { Description = data, HelpName = "FILE", Required = true };
        _rate = NumberOptions.Real("--rate", $"Highest learning rate. {Default(d => Rate(d.Rate.Peak))}", 1e-12, 10);
        _warmUp = NumberOptions.Whole("--warm-up", $"Steps until the highest rate. {Default(d => d.Rate.WarmUp)}", 0, int.MaxValue);
        _batch = NumberOptions.Whole("--batch", $"{items} of a step. {Default(d => d.Batch)}", 1, 65_536);
        _together = NumberOptions.Whole("--together", $"{items} of a pass; fewer need less memory. Default: 16.", 1, 65_536);
        _epochs = NumberOptions.Whole("--epochs", $"Times that the data is read. Default: {usual.Epochs}, unless --tokens is given.", 1, 100_000);

        string Default(Func<TrainingDefaults, object> value) => ofNew is null ? $"Default: {value(usual)}." : $"Default: {value(usual)} with --base, {value(ofNew)} with --new.";

        static string Rate(double rate) => rate.ToString("0.#E-0", CultureInfo.InvariantCulture).ToLowerInvariant();
    }

    public BaseOptions Base { get; }

    public Option<string> Data { get; }

    public Option<string?> Evaluate => _evaluation.On;

    public Option<string> Out { get; } = new("--out") { Description = "The folder of the run. One that was cut off goes on from what is in it.", HelpName = "DIR", Required = true };

    public Option<bool> Json { get; } = CommonOptions.Json();

    /// <param name="more">The method's own.</param>
    public void AddTo(Command command, params IEnumerable<Option> more)
    {
        Option[] all =
        [
            .. Base.All, Data, Out, .. _evaluation.All, .. more, _rate, _warmUp, _batch, _together, _epochs, _tokens, _average, _saveEvery, _recompute, _seed, Json,
        ];
        foreach (var option in all) command.Add(option);
    }

    public void Check(ParseResult parse)
    {
        Base.Check(parse);
        _evaluation.Check(parse);
        if (parse.GetValue(_epochs) is not null && parse.GetValue(_tokens) is not null) throw new CommandException(ExitCodes.Usage, "--epochs and --tokens do not go together.");
        if (HasTokens(parse) && parse.GetValue(_tokens) < 1) throw new CommandException(ExitCodes.Usage, "--tokens must be 1 or more.");
    }

    public bool HasTokens(ParseResult parse) => parse.GetValue(_tokens) is not null;

    public long Seed(ParseResult parse) => parse.GetValue(_seed) ?? 1;

    public BatchOptions Batches(ParseResult parse) => new()
    {
        Batch = parse.GetValue(_batch) ?? Base.Usual(parse).Batch,
        Together = parse.GetValue(_together) ?? new BatchOptions().Together,
        Checkpointing = parse.GetValue(_recompute),
        Seed = Seed(parse),
    };

    public AdamWOptions Optimizer(ParseResult parse) => Base.Usual(parse).Optimizer with { Average = parse.GetValue(_average) ?? 0 };

    /// <param name="epochSteps">Steps of one epoch of the data; null when it never ends.</param>
    public LoopOptions Loop(ParseResult parse, long? epochSteps)
    {
        var usual = Base.Usual(parse);
        return _evaluation.AddTo(parse, new()
        {
            Tokens = parse.GetValue(_tokens),
            Steps = HasTokens(parse) ? null : epochSteps * (parse.GetValue(_epochs) ?? usual.Epochs),
            Rate = usual.Rate with { Peak = parse.GetValue(_rate) ?? usual.Rate.Peak, WarmUp = parse.GetValue(_warmUp) ?? usual.Rate.WarmUp },
            SaveEvery = parse.GetValue(_saveEvery) ?? new LoopOptions().SaveEvery,
        });
    }
}
