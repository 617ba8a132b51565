namespace CollabLLM.Core.Prompts.Replies;

/// <summary>
/// Reads the JSON object in what a model wrote. Never throws, takes time linear in the length, and says what it tolerated.
/// <para>Read as the reference implementation reads them: text around the object, single, double and triple quotes, raw line breaks,
/// trailing commas, true, false and null in any case. Read beyond it: keys without quotes, <c>None</c>, comments, curly quotes, quotes
/// within a text that nobody escaped, a missing comma before a quoted key, a closing brace that is missing behind a complete value,
/// several objects. Text in quotes stays text (<c>"42"</c> is no number) and <c>\u00e9</c>, <c>\b</c>, <c>\f</c> mean what JSON says.</para>
/// <para>A failure: no object, a value cut off, a list cut off, a bare word as a value, a number beyond a 64-bit float, nesting beyond
/// <see cref="MostDepth"/>, and whatever else has no plain meaning.</para>
/// </summary>
public static class TolerantJson
{
    /// <summary>Objects and lists within one another, at most.</summary>
    public const int MostDepth = 256;

    /// <summary>How many broken objects are looked at a second time, for quotes that were not escaped. Keeps the work linear.</summary>
    private const int MostSecondLooks = 8;

    /// <param name="wanted">
    /// The fields that the object must have, in any case. Of several objects the last that has them all is taken; if none has, but all
    /// together do, they are taken as one. Without wanted fields it is the last object that holds anything.
    /// </param>
    /// <param name="keepUnknownEscapes">
    /// Whether a backslash that JSON gives no meaning stays (<c>"\sqrt{2}"</c>, and <c>"\boxed{2}"</c> too): right for LaTeX. Without it
    /// such a backslash is dropped, as the reference does.
    /// </param>
    public static JsonReading Read(string text, IReadOnlyCollection<string>? wanted = null, bool keepUnknownEscapes = false)
    {
        var found = new List<FoundObject>();
        JsonFailure? broken = null;
        JsonFailure? failure = null;
        var secondLooks = MostSecondLooks;
        for (var at = Next(text, 0); at >= 0;)
        {
            var parser = new ForgivingParser(text, innerQuotes: false, keepUnknownEscapes);
            var value = parser.Read(at);
            var goOn = Math.Max(at + 1, parser.At);
            if (value is null && parser.Failure!.Kind == JsonFailureKind.Malformed && secondLooks-- > 0)
            {
                var second = new ForgivingParser(text, innerQuotes: true, keepUnknownEscapes);
                // A quote or brace behind the object may belong to a text within it: then its end is a guess.
                if (second.Read(at) is { } reread && text.AsSpan(second.At).IndexOfAny('"', '}') < 0) (parser, value, goOn) = (second, reread, second.At);
            }
            if (value is not null)
            {
                found.Add(new(value, parser.Tolerated, at, parser.At));
            }
            else
            {
                failure ??= parser.Failure;
                if (parser.HadMember || parser.Failure!.Kind != JsonFailureKind.Malformed) broken ??= parser.Failure;
            }
            // Behind what failed, not within it: a part of a broken object is not what was meant.
            at = Next(text, goOn);
        }
        return FoundObject.Choose(text, found, wanted ?? [], broken is not null)
            ?? new(null, broken ?? failure ?? new(JsonFailureKind.NoObject, "The reply holds no JSON object."), JsonTolerance.None);
    }

    private static int Next(string text, int from)
    {
        var brace = text.AsSpan(from).IndexOf('{');
        return brace < 0 ? -1 : from + brace;
    }
}
