using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Sampling;

/// <summary>How a file's maker wants its tokens chosen: the keys <c>general.sampling.*</c>, which llama.cpp reads too. What a file does not say stays as it is by default.</summary>
public static class RecommendedSampling
{
    private const string Prefix = "general.sampling.";
    private const string Temperature = Prefix + "temp";
    private const string TopK = Prefix + "top_k";
    private const string TopP = Prefix + "top_p";
    private const string MinP = Prefix + "min_p";
    private const string Penalty = Prefix + "penalty_repeat";
    private const string Window = Prefix + "penalty_last_n";

    /// <summary>What a file says.</summary>
    /// <exception cref="GgufException">A value is none that sampling can use; the message names file and key.</exception>
    internal static SamplingOptions Read(GgufFile file, string path)
    {
        var (said, usual) = (new ModelMetadata(file, path), new SamplingOptions());
        var options = usual with
        {
            Temperature = (float)said.Number(Temperature, usual.Temperature),
            TopK = (int)Math.Clamp(said.Integer(TopK, usual.TopK), int.MinValue, int.MaxValue),
            TopP = (float)said.Number(TopP, usual.TopP),
            MinP = (float)said.Number(MinP, usual.MinP),
            RepetitionPenalty = (float)said.Number(Penalty, usual.RepetitionPenalty),
            RepetitionWindow = (int)Math.Clamp(said.Integer(Window, usual.RepetitionWindow), int.MinValue, int.MaxValue),
        };
        try
        {
            options.Validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new GgufException($"{path}: {Prefix}* cannot be used for sampling: {e.Message}", e);
        }
        return options;
    }

    /// <summary>The keys that say so in a file.</summary>
    public static IEnumerable<KeyValuePair<string, GgufValue>> Describe(SamplingOptions options) =>
    [
        new(Temperature, GgufValue.From(options.Temperature)),
        new(TopK, GgufValue.From((uint)options.TopK)),
        new(TopP, GgufValue.From(options.TopP)),
        new(MinP, GgufValue.From(options.MinP)),
        new(Penalty, GgufValue.From(options.RepetitionPenalty)),
        new(Window, GgufValue.From((uint)options.RepetitionWindow)),
    ];
}
