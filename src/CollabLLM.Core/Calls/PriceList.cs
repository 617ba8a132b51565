using System.Text.Json;

namespace CollabLLM.Core.Calls;

/// <summary>What models cost, with a version: a run says by which list its costs were computed.</summary>
/// <param name="Version">Such as the date of the list; never empty.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Models">By the name in the catalogue or the name on the server.</param>
public sealed record PriceList(string Version, string Currency, IReadOnlyDictionary<string, ModelPrice> Models)
{
    private static readonly string[] Fields = ["input", "output", "cachedInput"];

    /// <returns>Null when none of the names is in the list.</returns>
    public ModelPrice? Find(params ReadOnlySpan<string?> names)
    {
        foreach (var name in names)
        {
            if (name is not null && Models.GetValueOrDefault(name) is { } price) return price;
        }
        return null;
    }

    /// <summary>Reads <c>{"version": "...", "currency": "USD", "perMillionTokens": {"NAME": {"input": 0.15, "output": 0.6, "cachedInput": 0.075}}}</c>.</summary>
    /// <param name="name">What to call it in a sentence.</param>
    /// <exception cref="InputException">Something in it is missing, unknown or negative; the sentence names the field.</exception>
    public static PriceList Read(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = document.RootElement;
            var currency = Text(root, "currency", name);
            if (!root.TryGetProperty("perMillionTokens", out var entries) || entries.ValueKind != JsonValueKind.Object)
            {
                throw new InputException($"{name}: perMillionTokens is missing, an object of model names.");
            }
            var models = new Dictionary<string, ModelPrice>(StringComparer.OrdinalIgnoreCase);
            foreach (var entry in entries.EnumerateObject()) models[entry.Name] = Price(entry, currency, name);
            return new(Text(root, "version", name), currency, models);
        }
        catch (JsonException e)
        {
            throw new InputException($"{name}: this is not JSON, line {e.LineNumber + 1}.", e);
        }
    }

    private static ModelPrice Price(JsonProperty entry, string currency, string name)
    {
        if (entry.Value.ValueKind != JsonValueKind.Object) throw new InputException($"{name}: perMillionTokens.{entry.Name} must be an object with input and output.");
        foreach (var field in entry.Value.EnumerateObject())
        {
            if (!Fields.Contains(field.Name)) throw new InputException($"{name}: perMillionTokens.{entry.Name}.{field.Name} is no field. There are: {string.Join(", ", Fields)}.");
        }
        return new(Number("input")!.Value, Number("output")!.Value, currency) { CachedInputPerMillion = Number("cachedInput", needed: false) };

        decimal? Number(string field, bool needed = true)
        {
            if (!entry.Value.TryGetProperty(field, out var value))
            {
                return needed ? throw new InputException($"{name}: perMillionTokens.{entry.Name}.{field} is missing.") : null;
            }
            return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0
                ? number
                : throw new InputException($"{name}: perMillionTokens.{entry.Name}.{field} must be a number, 0 or more.");
        }
    }

    private static string Text(JsonElement root, string field, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new InputException($"{name}: {field} is missing, a text.");
}
