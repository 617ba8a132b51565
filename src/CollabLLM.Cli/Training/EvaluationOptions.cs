using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>What a training is evaluated on, how often, and whether it ends early by it.</summary>
internal sealed class EvaluationOptions
{
    private readonly int _usualEvery;
    private readonly Option<int?> _every;
    private readonly Option<int?> _patience = NumberOptions.Whole("--patience", "With --evaluate: ends after so many evaluations without a better one, with the best. Default: goes on.", 1, int.MaxValue);

    /// <param name="usualEvery">Steps between evaluations where nothing is said.</param>
    /// <param name="description">What may be evaluated on.</param>
    /// <param name="helpName">The same in the help's usage.</param>
    public EvaluationOptions(int usualEvery, string description, string helpName = "FILE")
    {
        _usualEvery = usualEvery;
        On = new("--evaluate") { Description = description, HelpName = helpName };
        _every = NumberOptions.Whole("--evaluate-every", $"With --evaluate: steps between evaluations. Default: {usualEvery}.", 1, int.MaxValue);
    }

    public Option<string?> On { get; }

    public IEnumerable<Option> All => [On, _every, _patience];

    public void Check(ParseResult parse) => OptionRules.Without(parse, parse.GetValue(On) is null, [_every, _patience], "needs --evaluate");

    public LoopOptions AddTo(ParseResult parse, LoopOptions loop) => loop with
    {
        EvaluateEvery = parse.GetValue(On) is null ? 0 : parse.GetValue(_every) ?? _usualEvery,
        Patience = parse.GetValue(_patience),
    };
}
