using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Cli.Runs;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Metrics;

/// <summary>What <c>collab metric</c> can be told.</summary>
internal sealed class MetricCommandOptions
{
    /// <summary>In the place of a name: shows all metrics.</summary>
    public const string List = "list";

    private const string Lines = """{"reference": …, "hypothesis": …} or {"messages": […], "single_turn_prompt"?, "single_turn_completion"?, "single_turn_metadata"?, "completion"?}""";

    public Argument<string> Name { get; } = new("NAME") { Description = $"The metric, or TYPE->METRIC to take an artefact out of conversations first; {List} shows all metrics.", HelpName = "NAME" };

    public Option<string?> Input { get; } = new("--input") { Description = $"Lines of {Lines}. - is stdin.", HelpName = "FILE.jsonl" };

    public Option<string?> Output { get; } = CommonOptions.Output("""{"score": …}, in order, or {"score": null, "failure": {"kind", "reason"}}""");

    public Option<bool> Details { get; } = new("--details") { Description = "Write with each score what it is made of, its scale, and the prompt of the judge." };

    public Option<int?> Threads { get; } = NumberOptions.Whole("--threads", "Lines worked on at a time. Default: the processor's cores; 64 where models are asked.", 1, 1024);

    public Option<string?> Signal { get; } = new("--signal") { Description = $"What users say to end a conversation; judges do not see it. Default: {SimulationOptions.UsualSignal}.", HelpName = "TEXT" };

    public JudgeOptions Judge { get; } = new(usual: false);

    public MetricOptions Sources { get; } = new();

    public RunOptions Run { get; } = new(mustHaveFolder: false);

    public void AddTo(Command command)
    {
        Run.Json.Description = $"With {List} or --dry-run: write JSON to stdout. Scores are JSON anyway.";
        command.Add(Name);
        foreach (var option in new Option[] { Input, Output, Details, Threads }.Concat(Judge.All).Append(Signal)) command.Add(option);
        Sources.AddTo(command);
        foreach (var option in Run.All) command.Add(option);
    }

    public string SignalOf(ParseResult parse) => parse.GetValue(Signal) is { Length: > 0 } given ? given : SimulationOptions.UsualSignal;

    /// <summary>An option that was given and means something only where models are asked; null when there is none.</summary>
    public string? ForModels(ParseResult parse) =>
        Run.All.Except([Run.Json, Run.Limit]).Concat(Judge.All).FirstOrDefault(o => parse.GetResult(o) is { Implicit: false })?.Name;
}
