using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Training.Losses;

namespace CollabLLM.Cli.Training;

/// <summary>The options of <see cref="PreferenceLoss"/>, which offline and online DPO share.</summary>
internal sealed class PreferenceOptionSet
{
    private static readonly PreferenceOptions Usual = new();

    private readonly Option<double?> _beta = NumberOptions.Real("--beta", "How strongly the model is held to what it began as. Default: 0.1.", 1e-6, 1e3);
    private readonly Option<double?> _smoothing = NumberOptions.Real("--label-smoothing", "Share of pairs that are assumed to have the wrong winner, below 0.5. Default: 0.", 0, 0.499);
    private readonly Option<bool> _perToken = new("--per-token") { Description = "Divide each reply's log ratio by its length; take a larger --beta then, 2 for example." };
    private readonly Option<double?> _chosenWeight = NumberOptions.Real("--chosen-weight", "What the likelihood of chosen replies counts beside, so that they do not become rarer too. Default: 0.", 0, 1e3);

    public IReadOnlyList<Option> All => [_beta, _smoothing, _perToken, _chosenWeight];

    public PreferenceOptions Read(ParseResult parse) => new()
    {
        Beta = parse.GetValue(_beta) ?? Usual.Beta,
        LabelSmoothing = parse.GetValue(_smoothing) ?? Usual.LabelSmoothing,
        PerToken = parse.GetValue(_perToken),
        ChosenWeight = parse.GetValue(_chosenWeight) ?? Usual.ChosenWeight,
    };
}
