using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CollabLLM.Cli.Commands;
using CollabLLM.Cli.Metrics;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Rewards;

namespace CollabLLM.Cli.Rewards;

/// <summary>How a conversation becomes a number, and how many futures a reply gets.</summary>
internal sealed class RewardOptions
{
    public Option<RewardTerm[]> Metrics { get; } = new("--metric")
    {
        Description = "A metric and its weight, such as document->bleu=1 or token_amount=-0.5 (tokens are in thousands); may be given again. Without a weight it is scored only.",
        HelpName = "SIGNATURE=WEIGHT",
        Required = true,
        CustomParser = result => [.. result.Tokens.Select(t => Term(result, t.Value)).OfType<RewardTerm>()],
    };

    public Option<RewardForm> Form { get; } = new("--form")
    {
        Description = "linear: the sum, as the published code. clamped: tokens cost at most 1, the paper's equation. gated: tokens and interaction count only when the task is solved.",
        HelpName = "linear|clamped|gated",
        DefaultValueFactory = _ => RewardForm.Linear,
    };

    public Option<double?> SolvedAt { get; } = NumberOptions.Real("--solved-at", "With --form gated: the task is solved when its metrics reach this. Default: 1.", -1e6, 1e6);

    public Option<int?> Samples { get; } = NumberOptions.Whole("--samples", "Futures of every reply. Default: 3.", 1, 10_000);

    public Option<int?> MaxSamples { get; } = NumberOptions.Whole("--max-samples", "More than --samples: replies whose order is not settled get more, up to this. Default: --samples.", 1, 10_000);

    public Option<double?> Confidence { get; } = NumberOptions.Real("--confidence", "With --max-samples: how sure the order must be. Default: 0.9.", 0.5, 0.9999);

    public Option<int?> Future { get; } = NumberOptions.Whole("--future", "Messages that a future adds after a reply, both sides together; 4 is the paper's window of 2. Default: 4.", 0, 1000);

    public JudgeOptions Judge { get; } = new(usual: true);

    /// <summary>Where metrics come from.</summary>
    public MetricOptions Sources { get; } = new();

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
        Sources.AddTo(command);
    }

    private IEnumerable<Option> All => [.. Judge.All, Metrics, Form, SolvedAt, Samples, MaxSamples, Confidence, Future];

    public RewardRule Rule(ParseResult parse) => new(
        parse.GetValue(Form), [.. parse.GetRequiredValue(Metrics).Where(m => m.Weight != 0)], parse.GetValue(SolvedAt) ?? 1);

    /// <summary>The metrics of the reward, and those that are scored only.</summary>
    public Task<RunMetrics> MetricsAsync(ParseResult parse, Players players, Run run) => MetricsAsync(parse, players.Caller, players.Simulator.Options.TerminationSignal, run);

    /// <inheritdoc cref="MetricsAsync(ParseResult, Players, Run)"/>
    public Task<RunMetrics> MetricsAsync(ParseResult parse, PromptCaller caller, string signal, Run run)
    {
        List<string> signatures = [.. parse.GetRequiredValue(Metrics).Select(m => m.Signature)];
        RunMetrics.RefuseWholeConversations(signatures);
        return RunMetrics.MakeAsync(parse, signatures, Sources, Judge, caller, signal, run);
    }

    public FutureAllocation Allocation(ParseResult parse)
    {
        var least = parse.GetValue(Samples) ?? 3;
        var most = parse.GetValue(MaxSamples) ?? least;
        if (most < least) throw new CommandException(ExitCodes.Usage, $"--max-samples {most} is less than --samples {least}.");
        return new(least, most, parse.GetValue(Confidence) ?? 0.9);
    }

    public int FutureMessages(ParseResult parse) => parse.GetValue(Future) ?? 4;

    private static RewardTerm? Term(ArgumentResult result, string text)
    {
        var at = text.LastIndexOf('=');
        if (at < 0) return RewardTerm.Of(text, 0);
        if (at > 0 && double.TryParse(text.AsSpan(at + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && double.IsFinite(weight)) return RewardTerm.Of(text[..at], weight);
        result.AddError($"--metric {text}: after = stands the weight, a number with a point.");
        return null;
    }
}
