using System.Text.Json;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>Reads what the judge wrote: a line when the program begins and one with the verdict, both with the secret that only the judge was told.</summary>
internal static class JudgeAnswer
{
    public static CodeResult Read(string answer, string secret, string complaint)
    {
        var begun = false;
        foreach (var line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parsed(line) is not { ValueKind: JsonValueKind.Object } said || Text(said, "secret") != secret) continue;
            if (CodeResult.VerdictOf(Text(said, "verdict")) is { } verdict) return Result(verdict, said);
            begun = true;
        }
        if (begun) return new(CodeVerdict.Error, "the judge was ended before it could answer");
        return CodeResult.Infra(Complaint(complaint));
    }

    private static CodeResult Result(CodeVerdict verdict, JsonElement said) => new(verdict, Text(said, "detail"))
    {
        Tests = Number(said, "tests"),
        Passed = Number(said, "passed"),
        Failed = Number(said, "failed"),
        Errored = Number(said, "errored"),
        Seconds = said.GetProperty("seconds").GetDouble(),
        Output = Text(said, "output"),
    };

    /// <summary>What the shell, setpriv, bubblewrap or Python said: the first line that says something.</summary>
    private static string Complaint(string complaint)
    {
        var line = complaint.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        return line.Length == 0 ? "the sandbox ended without a word" : $"the sandbox cannot be had ({line.TrimEnd('.')})";
    }

    private static JsonElement? Parsed(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonElement said, string field) =>
        said.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static int Number(JsonElement said, string field) => said.TryGetProperty(field, out var value) ? value.GetInt32() : 0;
}
