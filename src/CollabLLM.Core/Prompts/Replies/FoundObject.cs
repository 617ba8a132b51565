using System.Text.Json.Nodes;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>An object that was read in a reply, and which of several is meant.</summary>
/// <param name="Start">Its opening brace.</param>
/// <param name="End">Behind its closing brace.</param>
internal sealed record FoundObject(JsonObject Value, JsonTolerance Tolerated, int Start, int End)
{
    /// <param name="found">In order of appearance.</param>
    /// <param name="wanted">What it must have.</param>
    /// <param name="broken">Whether there was something else that looked like an object: then only one with every wanted field is surely meant.</param>
    public static JsonReading? Choose(string text, List<FoundObject> found, IReadOnlyCollection<string> wanted, bool broken)
    {
        if (found.Count == 0) return null;
        var several = found.Count > 1 ? JsonTolerance.SeveralObjects : JsonTolerance.None;
        if (wanted.Count == 0)
        {
            return broken ? null : (found.FindLast(f => f.Value.Count > 0) ?? found[^1]).Reading(text, several);
        }
        if (found.FindLast(f => Missing(f.Value, wanted) == 0) is { } complete) return complete.Reading(text, several);
        if (broken) return null;
        if (found.Count > 1)
        {
            var together = new JsonObject();
            foreach (var one in found)
            {
                foreach (var (key, value) in one.Value) together[key] = value?.DeepClone();
            }
            if (Missing(together, wanted) == 0) return new(together, null, found.Aggregate(several, (all, f) => all | f.Tolerated) | JsonTolerance.TextAround);
        }
        // The last of those that have most of it: its reader says what is missing.
        return found.AsEnumerable().Reverse().MinBy(f => Missing(f.Value, wanted))!.Reading(text, several);
    }

    private JsonReading Reading(string text, JsonTolerance several)
    {
        var around = text.AsSpan(0, Start).IsWhiteSpace() && text.AsSpan(End).IsWhiteSpace() ? JsonTolerance.None : JsonTolerance.TextAround;
        return new(Value, null, Tolerated | several | around);
    }

    private static int Missing(JsonObject value, IReadOnlyCollection<string> wanted)
    {
        var has = new HashSet<string>(value.Select(member => member.Key), StringComparer.OrdinalIgnoreCase);
        return wanted.Count(field => !has.Contains(field));
    }
}
