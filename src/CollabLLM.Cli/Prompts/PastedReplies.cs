using System.Text.Json;
using CollabLLM.Cli.JsonLines;

namespace CollabLLM.Cli.Prompts;

/// <summary>Replies as people paste them: one a line as a JSON text or as <c>{"text": …}</c>, or else all of it as a single reply.</summary>
internal static class PastedReplies
{
    public static IReadOnlyList<string> Read(CommandContext context, string source)
    {
        var text = CommandFile.Read(context, "--replies", source);
        List<string?> lines = [.. text.Split('\n').Where(l => !string.IsNullOrWhiteSpace(l)).Select(Line)];
        return lines.Count > 0 && lines.TrueForAll(l => l is not null) ? [.. lines.OfType<string>()] : [text];
    }

    /// <returns>Null when the line is something else.</returns>
    private static string? Line(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var value = document.RootElement;
            if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty("text", out value)) return null;
            return value.ValueKind == JsonValueKind.String ? JsonFields.Text(value) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
