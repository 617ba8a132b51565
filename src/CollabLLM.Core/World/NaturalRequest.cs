using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Core.World;

/// <summary>
/// A request for a document of the world in words that are not the world's: written by a language model that was given the kinds and what each has to say, and none of the wordings that
/// models learn from (<c>World/Natural/requests.jsonl</c>). Only to measure with.
/// </summary>
/// <param name="Kind">The name of the kind of document.</param>
/// <param name="Message">What is said first.</param>
/// <param name="Values">By slot, what the document has to hold, word by word.</param>
/// <param name="Told">The slots whose values are in <paramref name="Message"/>.</param>
/// <param name="Answers">By slot, what is said when it is asked for; of every slot of <paramref name="Values"/> that was not told.</param>
public sealed record NaturalRequest(
    string Kind, string Message, IReadOnlyDictionary<string, string> Values, IReadOnlyList<string> Told, IReadOnlyDictionary<string, string> Answers)
{
    private const string Key = "request";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly Lazy<FrozenDictionary<int, NaturalRequest>> Requests = new(() => Read<NaturalRequest>("requests").Index().ToFrozenDictionary(r => r.Index, r => r.Item));

    private static readonly Lazy<FrozenDictionary<string, string[]>> Others =
        new(() => Read<ForeignMessage>("foreign").GroupBy(f => f.Kind, StringComparer.Ordinal).ToFrozenDictionary(g => g.Key, g => g.Select(f => f.Text).ToArray(), StringComparer.Ordinal));

    /// <summary>How many there are.</summary>
    public static int Count => Requests.Value.Count;

    /// <summary>All as goals, in the order of the file; <see cref="NaturalUser"/> speaks for them.</summary>
    public static IReadOnlyList<Goal> Goals => [.. Enumerable.Range(0, Count).Select(i => Requests.Value[i].AsGoal(i))];

    /// <summary>Messages that ask for no document of the world, by what they are (small talk, other requests), written in the same way (<c>World/Natural/foreign.jsonl</c>).</summary>
    public static IReadOnlyDictionary<string, string[]> Foreign => Others.Value;

    /// <summary>Whether everything that the document needs is in the first message.</summary>
    public bool IsComplete => DocumentKind.Get(Kind).Slots.Where(s => s.IsNeeded).All(s => Told.Contains(s.Name));

    /// <summary>The request of a goal.</summary>
    /// <exception cref="InputException">The goal is none of <see cref="Goals"/>.</exception>
    public static NaturalRequest Of(Goal goal) =>
        goal.Metadata[Key] is JsonValue place && place.TryGetValue<int>(out var i) && Requests.Value.TryGetValue(i, out var request)
            ? request
            : throw new InputException($"Goal {goal.Id} is none of the freely worded requests: its metadata must hold {Key}.");

    private Goal AsGoal(int place)
    {
        var goal = DocumentWishes.Goal(new(DocumentKind.Get(Kind), Values, null, null), $"natural-{place}");
        goal.Metadata[Key] = place;
        return goal;
    }

    private static IEnumerable<T> Read<T>(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"natural/{name}")!);
        while (reader.ReadLine() is { } line) yield return JsonSerializer.Deserialize<T>(line, Json)!;
    }

    private sealed record ForeignMessage(string Kind, string Text);
}
