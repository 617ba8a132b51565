using System.Text.Json.Nodes;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>
/// Reads one object of a reply by hand, left to right, each character once. Nothing is guessed: where the meaning is not plain it stops
/// with a failure.
/// </summary>
internal sealed class ForgivingParser(string text, bool innerQuotes, bool keepUnknownEscapes)
{
    private const string CodeFence = "```";
    private readonly ForgivingText _texts = new(text, innerQuotes, keepUnknownEscapes);
    private JsonTolerance _tolerated;
    private string? _key;

    /// <summary>Where reading goes on, or where it failed.</summary>
    public int At { get; private set; }

    public JsonFailure? Failure { get; private set; }

    /// <summary>Whether at least one member was read: what failed was meant as an object.</summary>
    public bool HadMember { get; private set; }

    public JsonTolerance Tolerated => _tolerated | _texts.Tolerated;

    public static bool IsKeyLetter(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '$' or '.';

    /// <summary>The object that begins with the brace at <paramref name="start"/>; null with <see cref="Failure"/>.</summary>
    public JsonObject? Read(int start)
    {
        At = start;
        return Members(1);
    }

    private JsonObject? Members(int depth)
    {
        if (depth > TolerantJson.MostDepth) return Fail<JsonObject>(JsonFailureKind.TooDeep, $"The JSON is nested deeper than {TolerantJson.MostDepth} levels.");
        At++;
        var members = new JsonObject();
        for (var afterComma = false; ;)
        {
            Skip();
            if (AtEnd) return members.Count > 0 ? Unended(members) : CutOff<JsonObject>();
            if (text[At] == '}')
            {
                if (afterComma) _tolerated |= JsonTolerance.TrailingComma;
                At++;
                return members;
            }
            if (Key() is not { } key) return null;
            _key = key;
            Skip();
            if (AtEnd) return CutOff<JsonObject>();
            if (text[At] != ':') return Malformed<JsonObject>($"there is no colon after the key {Shown(key)}");
            At++;
            Skip();
            if (AtEnd) return CutOff<JsonObject>();
            if (!Value(depth, inList: false, out var value)) return null;
            if (members.ContainsKey(key)) _tolerated |= JsonTolerance.RepeatedKey;
            members[key] = value;
            HadMember = true;
            Skip();
            afterComma = !AtEnd && text[At] == ',';
            if (afterComma) At++;
            else if (!AtEnd && ForgivingText.IsQuote(text[At])) _tolerated |= JsonTolerance.MissingComma;
            else if (!AtEnd && text[At] != '}') return Malformed<JsonObject>($"what follows the value of {Shown(key)} is neither a comma nor a closing brace");
        }
    }

    private JsonArray? Elements(int depth)
    {
        if (depth > TolerantJson.MostDepth) return Fail<JsonArray>(JsonFailureKind.TooDeep, $"The JSON is nested deeper than {TolerantJson.MostDepth} levels.");
        At++;
        var elements = new JsonArray();
        for (var afterComma = false; ;)
        {
            Skip();
            if (AtEnd) return CutOff<JsonArray>();
            if (text[At] == ']')
            {
                if (afterComma) _tolerated |= JsonTolerance.TrailingComma;
                At++;
                return elements;
            }
            if (elements.Count > 0 && !afterComma) return Malformed<JsonArray>("a list has no comma between two elements");
            if (!Value(depth, inList: true, out var value)) return null;
            elements.Add(value);
            Skip();
            afterComma = !AtEnd && text[At] == ',';
            if (afterComma) At++;
        }
    }

    private string? Key()
    {
        if (ForgivingText.IsQuote(text[At])) return Quoted(isKey: true, inList: false);
        var end = At;
        while (end < text.Length && IsKeyLetter(text[end])) end++;
        if (end == At) return Malformed<string>("there is no key where one must stand");
        _tolerated |= JsonTolerance.UnquotedKey;
        var key = text[At..end];
        At = end;
        return key;
    }

    private bool Value(int depth, bool inList, out JsonNode? value)
    {
        value = null;
        var c = text[At];
        if (c == '{') return (value = Members(depth + 1)) is not null;
        if (c == '[') return (value = Elements(depth + 1)) is not null;
        if (!ForgivingText.IsQuote(c)) return Bare(out value);
        if (Quoted(isKey: false, inList) is not { } quoted) return false;
        value = JsonValue.Create(quoted);
        return true;
    }

    private string? Quoted(bool isKey, bool inList)
    {
        var at = At;
        if (_texts.Read(ref at, isKey, inList) is not { } read)
        {
            At = text.Length;
            return CutOff<string>();
        }
        At = at;
        return read;
    }

    /// <summary>A word or a number without quotes.</summary>
    private bool Bare(out JsonNode? value)
    {
        value = null;
        var end = At;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '+' or '.')) end++;
        var word = text.AsSpan(At, end - At);
        if (word.IsEmpty) return Malformed<JsonNode>($"there is no value after {Shown(_key)}") is not null;
        if (IsWord(word, out value))
        {
            At = end;
            return true;
        }
        if (!ForgivingNumber.Begins(word[0])) return Malformed<JsonNode>($"the value of {Shown(_key)} has no quotes and is no number") is not null;
        // Of a number at the very end nobody knows whether more digits were to come.
        if (end == text.Length) return CutOff<JsonNode>() is not null;
        value = ForgivingNumber.Read(word, out var tooLarge, out var plain);
        if (tooLarge) return Fail<JsonNode>(JsonFailureKind.NumberTooLarge, $"The number of {Shown(_key)} is too large.") is not null;
        if (value is null) return Malformed<JsonNode>($"the value of {Shown(_key)} has no quotes and is no number") is not null;
        if (!plain) _tolerated |= JsonTolerance.NumberForm;
        At = end;
        return true;
    }

    private bool IsWord(ReadOnlySpan<char> word, out JsonNode? value)
    {
        value = null;
        if (Is(word, "true")) value = JsonValue.Create(true);
        else if (Is(word, "false")) value = JsonValue.Create(false);
        else if (!Is(word, "null"))
        {
            if (!word.Equals("none", StringComparison.OrdinalIgnoreCase)) return false;
            _tolerated |= JsonTolerance.WordForm;
        }
        return true;
    }

    private bool Is(ReadOnlySpan<char> word, string known)
    {
        if (!word.Equals(known, StringComparison.OrdinalIgnoreCase)) return false;
        if (!word.SequenceEqual(known)) _tolerated |= JsonTolerance.WordForm;
        return true;
    }

    /// <summary>The end of the reply, or of the code block that holds the object.</summary>
    private bool AtEnd => At >= text.Length || text.AsSpan(At).StartsWith(CodeFence);

    /// <summary>Blanks and comments. A comment that does not end goes to the end of the reply.</summary>
    private void Skip()
    {
        for (; ; )
        {
            At = ForgivingText.SkipBlank(text, At);
            var rest = text.AsSpan(At);
            string end;
            if (rest.StartsWith("/*")) end = "*/";
            else if (rest.StartsWith("//") || rest.StartsWith("#")) end = "\n";
            else return;
            _tolerated |= JsonTolerance.Comment;
            var length = rest[1..].IndexOf(end);
            At = length < 0 ? text.Length : At + 1 + length + end.Length;
        }
    }

    private JsonObject Unended(JsonObject members)
    {
        _tolerated |= JsonTolerance.MissingEnd;
        return members;
    }

    private T? CutOff<T>() where T : class =>
        Fail<T>(JsonFailureKind.CutOff, _key is null ? "The JSON is cut off before its first value." : $"The JSON is cut off at or behind {Shown(_key)}.");

    private T? Malformed<T>(string problem) where T : class => Fail<T>(JsonFailureKind.Malformed, $"The JSON cannot be read at character {At + 1}: {problem}.");

    private T? Fail<T>(JsonFailureKind kind, string reason) where T : class
    {
        Failure ??= new(kind, reason);
        return null;
    }

    private static string Shown(string? key) => key is null ? "the opening brace" : key.Length <= 40 ? $"\"{key}\"" : $"\"{key[..37]}…\"";
}
