using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.Rows;

/// <summary>Parses the bytes of a row strictly: UTF-8, JSON, no key twice, no half characters.</summary>
internal static partial class RowJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes, string file, int number)
    {
        if (!Utf8.IsValid(bytes.Span)) throw NotUtf8(bytes.Span, file, number);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException e)
        {
            throw Bad(file, number, null, NotJson(bytes.Span, e), e);
        }
        if (bytes.Span.IndexOf("\\ud"u8) >= 0 || bytes.Span.IndexOf("\\uD"u8) >= 0) CheckTexts(document.RootElement, "", file, number);
        return document;
    }

    private static string NotJson(ReadOnlySpan<byte> bytes, JsonException e)
    {
        if (NoNumber().Match(Encoding.UTF8.GetString(bytes)) is { Success: true } match)
        {
            return $"{match.Groups[1].Value} is {match.Groups[2].Value}, which JSON does not know: write null where there is no value.";
        }
        var words = e.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0];
        return $"this is not JSON. {words}";
    }

    private static void CheckTexts(JsonElement value, string path, string file, int number)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject()) CheckTexts(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", file, number);
                break;
            case JsonValueKind.Array:
                var at = 0;
                foreach (var element in value.EnumerateArray()) CheckTexts(element, $"{path}[{at++}]", file, number);
                break;
            case JsonValueKind.String:
                try
                {
                    value.GetString();
                }
                catch (InvalidOperationException e)
                {
                    throw Bad(file, number, path, "holds half of a surrogate pair, which no text can hold.", e);
                }
                break;
            default:
                break;
        }
    }

    private static BadRowException NotUtf8(ReadOnlySpan<byte> bytes, string file, int number)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var good = 0;
        while (good < bytes.Length && Rune.DecodeFromUtf8(bytes[good..], out _, out var used) == System.Buffers.OperationStatus.Done) good += used;
        var field = LastKey().Matches(text[..good]) is { Count: > 0 } keys ? keys[^1].Groups[1].Value : null;
        return Bad(file, number, field, field is null ? $"this is not UTF-8, from byte {good + 1} of the row on." : $"is not UTF-8, from byte {good + 1} of the row on.");
    }

    private static BadRowException Bad(string file, int number, string? field, string problem, Exception? inner = null) =>
        new(new DatasetProblem(file, number, field, problem), inner);

    [GeneratedRegex("\"(\\w+)\"\\s*:")]
    private static partial Regex LastKey();

    [GeneratedRegex("\"([^\"\\\\]+)\"\\s*:\\s*\\[?\\s*(-?Infinity|NaN)\\b")]
    private static partial Regex NoNumber();
}
