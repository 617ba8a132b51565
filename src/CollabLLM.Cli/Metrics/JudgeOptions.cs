using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Core;
using CollabLLM.Core.Metrics.Judged;

namespace CollabLLM.Cli.Metrics;

/// <summary>Who judges and who takes artefacts out of conversations, and how.</summary>
/// <param name="usual">Whether the default model judges where nobody is named. Otherwise nobody does.</param>
internal sealed class JudgeOptions(bool usual)
{
    /// <summary>Of judges that are asked several times: the likeliest judgement would be the same again.</summary>
    private const double RepeatTemperature = 0.7;

    private const int ExtractionTokens = 2048;

    public Option<string?> Judge { get; } = new("--judge")
    {
        Description = "The model that judges, and that extracts where --extractor names no other. A model of the catalogue, or a GGUF file."
            + (usual ? " Default: Models:Default." : " Needed by metrics that ask one."),
        HelpName = "MODEL",
    };

    public Option<string?> Extractor { get; } = new("--extractor") { Description = "The model that takes artefacts out of conversations, as document->bleu asks for. Default: the judge.", HelpName = "MODEL" };

    public Option<int?> Repeats { get; } = NumberOptions.Whole("--judge-repeats", "How often a judge is asked for one score, each time with another seed: the score is the mean. Default: 1.", 1, 100);

    public Option<double?> Temperature { get; } = NumberOptions.Real("--judge-temperature", "Of judges. Default: 0; with --judge-repeats 0.7.", 0, 2);

    public Option<int?> MaxTokens { get; } = NumberOptions.Whole("--judge-max-tokens", "Of one judgement. Default: 1024.", 1, 1_000_000);

    public Option<int?> ExtractorMaxTokens { get; } = NumberOptions.Whole("--extractor-max-tokens", "Of one extraction. Default: 2048.", 1, 1_000_000);

    public IEnumerable<Option> All => [Judge, Extractor, Repeats, Temperature, MaxTokens, ExtractorMaxTokens];

    public bool HasJudge(ParseResult parse) => usual || parse.GetValue(Judge) is not null;

    public bool HasExtractor(ParseResult parse) => parse.GetValue(Extractor) is not null || HasJudge(parse);

    public int RepeatsOf(ParseResult parse) => parse.GetValue(Repeats) ?? 1;

    public JudgeSettings Judging(ParseResult parse, NamedModel model, string signal) =>
        new(model, RepeatsOf(parse), parse.GetValue(Temperature) ?? (RepeatsOf(parse) > 1 ? RepeatTemperature : 0), parse.GetValue(MaxTokens) ?? 1024) { TerminationSignal = signal };

    public JudgeSettings Extracting(ParseResult parse, NamedModel model, string signal) =>
        new(model, MaxOutputTokens: parse.GetValue(ExtractorMaxTokens) ?? ExtractionTokens) { TerminationSignal = signal };
}
