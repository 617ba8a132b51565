using System.CommandLine;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Prompts;

namespace CollabLLM.Cli.Commands;

/// <summary>The options of everything that converts a multiturn dataset.</summary>
internal sealed class ConversionOptionSet
{
    private readonly Option<double?> _gap = NumberOptions.Real("--min-gap", "Leave out pairs whose scores differ by less. Default: 0.", 0, double.MaxValue);
    private readonly Option<string?> _metric = new("--lower-bound-metric") { Description = "SFT keeps conversations whose mean of this is at least --lower-bound, such as rewards.accuracy.", HelpName = "PATH" };
    private readonly Option<double?> _bound = NumberOptions.Real("--lower-bound", "Default: 0.", double.MinValue, double.MaxValue);
    private readonly Option<double?> _ratio = NumberOptions.Real("--eval-ratio", "The part of the rows that is for evaluation. Default: 0.", 0, 1);
    private readonly Option<int?> _count = NumberOptions.Whole("--n-eval", "Rows for evaluation; overrides --eval-ratio.", 0, int.MaxValue);
    private readonly Option<string> _split = OneOf("--split", "What stays together: every conversation, or only every row, drawn as Python draws.", "conversation", "row");
    private readonly Option<long?> _seed = NumberOptions.Long("--seed", "Of the split. Default: 42.");
    private readonly Option<string?> _system = new("--system-prompt")
    {
        Description = "Stands before every prompt: the text itself, @FILE, or @collaborative for the shipped one. Default: none.",
        HelpName = "TEXT",
    };

    private readonly Option<string> _pairs = OneOf("--pairs", "Which candidates of a turn become pairs.", "best-worst", "all", "adjacent");
    private readonly Option<string> _loss = OneOf("--loss-flags", "SFT: whether messages say if they are learned.", "none", "train", "weight");
    private readonly Option<bool> _lastOnly = new("--loss-on-last") { Description = "With --loss-flags: only the last reply is learned, not every assistant message." };

    /// <summary>Those that decide which rows there are, and how they are parted.</summary>
    public IReadOnlyList<Option> Only => [_gap, _metric, _bound, _ratio, _count, _split, _pairs, _loss, _lastOnly];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[.. Only, _seed, _system]) command.Add(option);
    }

    public ConversionOptions Read(ParseResult parse, bool conversational) => new()
    {
        SystemPrompt = SystemPrompt(parse.GetValue(_system)),
        MinimumGap = parse.GetValue(_gap) ?? 0,
        LowerBoundMetric = parse.GetValue(_metric),
        LowerBound = parse.GetValue(_bound) ?? 0,
        EvalRatio = parse.GetValue(_ratio) ?? 0,
        EvalCount = parse.GetValue(_count),
        Split = parse.GetValue(_split) == "row" ? SplitRule.Row : SplitRule.Conversation,
        Seed = parse.GetValue(_seed) ?? 42,
        Pairs = parse.GetValue(_pairs) switch { "all" => PairRule.All, "adjacent" => PairRule.Adjacent, _ => PairRule.BestWorst },
        ConversationalReplies = conversational,
        Loss = parse.GetValue(_loss) switch { "train" => LossFlags.Train, "weight" => LossFlags.Weight, _ => LossFlags.None },
        LossOnLastOnly = parse.GetValue(_lastOnly),
    };

    /// <summary>An option with a few possible words, the first of which is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = $"{description} Default: {words[0]}.", DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    public static string? SystemPrompt(string? given)
    {
        if (given is null || !given.StartsWith('@')) return given;
        if (given == "@collaborative") return PromptLibrary.Shipped.Get(PromptNames.Collaborative).Render(new Dictionary<string, string?>());
        try
        {
            return File.ReadAllText(given[1..]).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"--system-prompt: {given[1..]} cannot be read: {e.Message}", e);
        }
    }
}
