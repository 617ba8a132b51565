using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Core.Simulation.Intents;

/// <summary>What a user wants, as a checklist or a tree: a child can be discovered only after its parent. Parents stand before their children.</summary>
public sealed partial class IntentTree
{
    /// <summary>The column of a goal that holds it.</summary>
    public const string Field = "intents";

    private readonly Dictionary<string, HiddenIntent> _byId;

    private IntentTree(IReadOnlyList<HiddenIntent> intents, string? opening)
    {
        Intents = intents;
        Opening = opening;
        _byId = intents.ToDictionary(i => i.Id, StringComparer.Ordinal);
    }

    public IReadOnlyList<HiddenIntent> Intents { get; }

    /// <summary>With what the user opens the conversation; null when the goal does not say.</summary>
    public string? Opening { get; }

    public HiddenIntent this[string id] => _byId[id];

    /// <summary>
    /// Reads the column <c>intents</c>: a list of texts, or of <c>{"id", "text" or "value", "parent"?, "aliases" or "keywords"?, "hint"?, "given"?}</c>; beside it <c>opening</c>.
    /// Without the column the sentences of the prompt are the list and the first of them is the opening. The root of a tree with one root is given.
    /// </summary>
    /// <exception cref="InputException">The column cannot be read, or there is none and the prompt is one sentence.</exception>
    public static IntentTree Of(Goal goal)
    {
        var opening = goal.Metadata["opening"] is JsonValue value && value.TryGetValue<string>(out var said) && said.Trim().Length > 0 ? said.Trim() : null;
        if (goal.Metadata[Field] is not { } column) return OfSentences(goal, opening);
        if (column is not JsonArray { Count: > 0 } list) throw Wrong(goal, "", "must be a list with an object for each intent");
        List<HiddenIntent> intents = [.. list.Select((item, i) => Read(goal, item, i))];
        if (intents.GroupBy(i => i.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice) throw Wrong(goal, "", $"has the id {twice.Key} twice");
        return new(ParentsFirst(goal, intents), opening);
    }

    private static IntentTree OfSentences(Goal goal, string? opening)
    {
        List<string> sentences = [.. Sentences().Split(goal.Prompt).Select(s => s.Trim()).Where(s => s.Length > 0)];
        if (opening is null && sentences.Count > 1)
        {
            opening = sentences[0];
            sentences.RemoveAt(0);
        }
        if (opening is null) throw new InputException($"Goal {goal.Id} has no column {Field}, and its prompt is a single sentence: there is nothing to discover.");
        return new([.. sentences.Select((s, i) => new HiddenIntent(FormattableString.Invariant($"s{i + 1}"), s, null, [], null, false))], opening);
    }

    private static HiddenIntent Read(Goal goal, JsonNode? item, int at)
    {
        var id = FormattableString.Invariant($"i{at + 1}");
        if (item is JsonValue plain && plain.TryGetValue<string>(out var alone) && alone.Trim().Length > 0) return new(id, alone.Trim(), null, [], null, false);
        if (item is not JsonObject fields) throw Wrong(goal, At(at), "must be an object or a text");
        var text = Text(goal, fields, at, "text") ?? Text(goal, fields, at, "value") ?? throw Wrong(goal, At(at), "has neither text nor value");
        return new(
            Text(goal, fields, at, "id") ?? id, text, Text(goal, fields, at, "parent"), [.. List(goal, fields, at, "aliases"), .. List(goal, fields, at, "keywords")],
            Text(goal, fields, at, "hint"), fields["given"] is JsonValue given && given.TryGetValue<bool>(out var known) && known);
    }

    private static string? Text(Goal goal, JsonObject fields, int at, string name) => fields[name] switch
    {
        null => null,
        JsonValue v when v.TryGetValue<string>(out var text) && text.Trim().Length > 0 => text.Trim(),
        JsonValue v when v.GetValueKind() is System.Text.Json.JsonValueKind.Number => v.ToJsonString(),
        _ => throw Wrong(goal, $"{At(at)}.{name}", "must be a text that is not empty"),
    };

    private static IEnumerable<string> List(Goal goal, JsonObject fields, int at, string name) => fields[name] switch
    {
        null => [],
        JsonArray list when list.All(i => i is JsonValue v && v.TryGetValue<string>(out _)) => list.Select(i => i!.GetValue<string>()),
        _ => throw Wrong(goal, $"{At(at)}.{name}", "must be a list of texts"),
    };

    private static List<HiddenIntent> ParentsFirst(Goal goal, List<HiddenIntent> intents)
    {
        HashSet<string> ids = [.. intents.Select(i => i.Id)];
        if (intents.Find(i => i.Parent is not null && !ids.Contains(i.Parent)) is { } lost) throw Wrong(goal, "", $"has {lost.Id} below {lost.Parent}, which is not there");
        var sorted = new List<HiddenIntent>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        while (sorted.Count < intents.Count)
        {
            List<HiddenIntent> next = [.. intents.Where(i => !placed.Contains(i.Id) && (i.Parent is null || placed.Contains(i.Parent)))];
            if (next.Count == 0) throw Wrong(goal, "", "goes in a circle from parent to parent");
            sorted.AddRange(next);
            placed.UnionWith(next.Select(i => i.Id));
        }
        List<HiddenIntent> roots = [.. sorted.Where(i => i.Parent is null)];
        if (roots is [var root] && sorted.Count > 1) sorted[0] = root with { Given = true };
        return sorted;
    }

    private static string At(int at) => FormattableString.Invariant($"[{at}]");

    private static InputException Wrong(Goal goal, string where, string problem) => new($"Goal {goal.Id}: {Field}{where} {problem}.");

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex Sentences();
}
