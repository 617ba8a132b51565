using System.Text.Json;
using CollabLLM.Core.Metrics;

namespace CollabLLM.Cli.Metrics;

/// <summary>A score as a line of the output: <c>{"score": …}</c>, or <c>{"score": null, "failure": …}</c>.</summary>
internal static class ScoreLine
{
    /// <param name="details">With scale, parts, note and prompt.</param>
    public static void Write(Utf8JsonWriter json, MetricScore score, bool details)
    {
        json.WriteStartObject();
        if (score.Value is { } value) json.WriteNumber("score", value);
        else json.WriteNull("score");
        if (score.Failure is { } failure)
        {
            json.WriteStartObject("failure");
            json.WriteString("kind", failure.Kind.ToString().ToLowerInvariant());
            json.WriteString("reason", failure.Reason);
            json.WriteEndObject();
        }
        if (details) WriteDetails(json, score);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, MetricScore score)
    {
        json.WriteString("scale", score.Scale);
        json.WriteStartObject("parts");
        foreach (var (part, value) in score.Parts) json.WriteNumber(part, value);
        json.WriteEndObject();
        if (score.Note is not null) json.WriteString("note", score.Note);
        if (score.Prompt is not null) json.WriteString("prompt", score.Prompt.ToString());
    }
}
