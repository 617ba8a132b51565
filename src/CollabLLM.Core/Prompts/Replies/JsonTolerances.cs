namespace CollabLLM.Core.Prompts.Replies;

/// <summary>Words for what was tolerated.</summary>
public static class JsonTolerances
{
    private static readonly Dictionary<JsonTolerance, string> Words = new()
    {
        [JsonTolerance.TextAround] = "text around the object",
        [JsonTolerance.SeveralObjects] = "more than one object",
        [JsonTolerance.UnquotedKey] = "a key without quotes",
        [JsonTolerance.SingleQuotes] = "single quotes",
        [JsonTolerance.TripleQuotes] = "triple quotes",
        [JsonTolerance.CurlyQuotes] = "curly quotes",
        [JsonTolerance.InnerQuotes] = "quotes within a text that were not escaped",
        [JsonTolerance.RawLineBreak] = "a line break or control character within a text",
        [JsonTolerance.UnknownEscape] = "a backslash before something that JSON does not escape",
        [JsonTolerance.WordForm] = "true, false or null in another spelling",
        [JsonTolerance.NumberForm] = "a number in a form that JSON does not have",
        [JsonTolerance.TrailingComma] = "a comma after the last member",
        [JsonTolerance.MissingComma] = "a missing comma",
        [JsonTolerance.MissingEnd] = "a missing closing brace",
        [JsonTolerance.Comment] = "a comment",
        [JsonTolerance.RepeatedKey] = "a key given twice; the later one holds",
    };

    /// <summary>One phrase for each, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Describe(this JsonTolerance tolerated) =>
        [.. Words.Where(w => tolerated.HasFlag(w.Key)).Select(w => w.Value)];
}
