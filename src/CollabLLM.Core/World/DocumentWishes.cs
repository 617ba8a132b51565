using System.Globalization;
using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>Draws wishes, and writes them as goals that the simulation, the metrics and the datasets know.</summary>
public static class DocumentWishes
{
    private const double OptionalShare = 0.35;
    private const double ToneShare = 0.5;
    private const double LengthShare = 0.4;

    /// <summary>One wish; the same seed and part draw the same one.</summary>
    public static DocumentWish Draw(ValuePart part, PythonRandom random)
    {
        var kind = random.Choose(DocumentKind.All);
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (var slot in kind.Slots.Where(s => s.IsNeeded || random.NextDouble() < OptionalShare))
        {
            // Two values of a document are never the same: the wrong one in a place must be wrong.
            string value;
            do value = ValueMaker.Make(slot.Values, part, random);
            while (values.ContainsValue(value));
            values[slot.Name] = value;
        }
        Tone? tone = random.NextDouble() < ToneShare ? (Tone)random.NextBelow(3) : null;
        bool? isLong = random.NextDouble() < LengthShare ? random.NextBelow(2) == 0 : null;
        return new(kind, values, tone, isLong);
    }

    /// <summary>Goals for simulations.</summary>
    /// <param name="seed">Draws the wishes.</param>
    public static IReadOnlyList<Goal> Goals(int count, ValuePart part, long seed)
    {
        var random = new PythonRandom(seed);
        return [.. Enumerable.Range(0, count).Select(i => Goal(Draw(part, random), string.Create(CultureInfo.InvariantCulture, $"{seed}-{i}")))];
    }

    /// <summary>A goal with the complete request as its prompt, a right document as its completion and the wish in its metadata.</summary>
    public static Goal Goal(DocumentWish wish, string id) => new(id, UserTalk.Complete(wish), DocumentWriter.Text(wish, 0))
    {
        Metadata = new()
        {
            ["kind"] = wish.Kind.Name,
            ["values"] = new JsonObject(wish.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))),
            ["tone"] = wish.Tone is { } tone ? DocumentWriter.Word(tone) : null,
            ["length"] = wish.IsLong switch { true => "long", false => "short", null => null },
        },
    };

    /// <summary>The wish of a goal.</summary>
    /// <exception cref="InputException">The goal is none of the world.</exception>
    public static DocumentWish Of(Goal goal)
    {
        try
        {
            var kind = DocumentKind.Get((string)goal.Metadata["kind"]!);
            var values = goal.Metadata["values"]!.AsObject().ToDictionary(v => kind.Slot(v.Key).Name, v => (string)v.Value!, StringComparer.Ordinal);
            Tone? tone = (string?)goal.Metadata["tone"] is { } word ? Enum.Parse<Tone>(word, ignoreCase: true) : null;
            return new(kind, values, tone, (string?)goal.Metadata["length"] switch { "long" => true, "short" => false, _ => null });
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            throw new InputException($"Goal {goal.Id} is none of the small documents: its metadata must hold kind and values.", e);
        }
    }
}
