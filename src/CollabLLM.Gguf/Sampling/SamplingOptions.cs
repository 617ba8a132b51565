namespace CollabLLM.Gguf.Sampling;

/// <summary>
/// How the next token is chosen. The filters run in llama.cpp's order: repetition penalty, top-k, top-p, min-p, temperature.
/// The defaults suit small instruction models: some variety, no rambling.
/// </summary>
public sealed record SamplingOptions
{
    /// <summary>0 takes the likeliest token always; 1 samples from the model's own distribution.</summary>
    public float Temperature { get; init; } = 0.7f;

    /// <summary>Only the k likeliest tokens; 0 means all.</summary>
    public int TopK { get; init; } = 40;

    /// <summary>The smallest set of likeliest tokens whose probabilities sum to this; 1 means all.</summary>
    public float TopP { get; init; } = 0.9f;

    /// <summary>Only tokens at least this fraction as likely as the likeliest; 0 means all.</summary>
    public float MinP { get; init; } = 0.05f;

    /// <summary>Logits of recent tokens are divided by this when positive, multiplied when negative; 1 means no penalty.</summary>
    public float RepetitionPenalty { get; init; } = 1.1f;

    /// <summary>How many of the last tokens, prompt included, the penalty looks at.</summary>
    public int RepetitionWindow { get; init; } = 64;

    /// <summary>The same seed, prompt and model give the same text, whatever else runs at the time. Null draws a fresh seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Always the likeliest token, nothing else.</summary>
    public static SamplingOptions Greedy { get; } = new() { Temperature = 0, RepetitionPenalty = 1 };

    /// <summary>Throws when a value makes no sense, naming it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        Require(float.IsFinite(Temperature) && Temperature >= 0, nameof(Temperature), "0 or more");
        Require(TopK >= 0, nameof(TopK), "0 or more");
        Require(TopP is > 0 and <= 1, nameof(TopP), "above 0 and at most 1");
        Require(MinP is >= 0 and <= 1, nameof(MinP), "between 0 and 1");
        Require(float.IsFinite(RepetitionPenalty) && RepetitionPenalty > 0, nameof(RepetitionPenalty), "above 0");
        Require(RepetitionWindow >= 0, nameof(RepetitionWindow), "0 or more");

        static void Require(bool holds, string name, string range)
        {
            if (!holds) throw new ArgumentOutOfRangeException(name, $"{name} must be {range}.");
        }
    }
}
