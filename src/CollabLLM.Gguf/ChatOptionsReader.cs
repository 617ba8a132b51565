using System.Globalization;
using CollabLLM.Gguf.Sampling;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf;

/// <summary>Reads sampling settings from chat options; what they do not say comes from the model's defaults.</summary>
internal static class ChatOptionsReader
{
    public static SamplingOptions Sampling(ChatOptions? options, SamplingOptions defaults) => options is null ? defaults : defaults with
    {
        Temperature = options.Temperature ?? defaults.Temperature,
        TopK = options.TopK ?? defaults.TopK,
        TopP = options.TopP ?? defaults.TopP,
        MinP = Number(options, "min_p") ?? defaults.MinP,
        RepetitionPenalty = Number(options, "repetition_penalty") ?? defaults.RepetitionPenalty,
        Seed = options.Seed ?? defaults.Seed,
    };

    /// <summary>A text among the additional properties; null when it is absent or empty.</summary>
    public static string? Text(ChatOptions? options, string key) =>
        Find(options, key) is { } value && value.ToString() is { Length: > 0 } text ? text : null;

    private static float? Number(ChatOptions options, string key)
    {
        if (Find(options, key) is not { } value) return null;
        if (float.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var number)) return number;
        throw new ArgumentException($"{key} must be a number, not {value}.", nameof(options));
    }

    private static object? Find(ChatOptions? options, string key) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(key, out var value) ? value : null;
}
