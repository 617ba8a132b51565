using System.Globalization;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>A field that a reply must have.</summary>
/// <param name="Name">With points where it stands within other objects: <c>helpfulness.score</c>.</param>
/// <param name="Optional">It may be null.</param>
/// <param name="Aside">The model is asked for it, as a thought before the verdict, but nobody misses it when it is not there.</param>
/// <param name="Low">Of a number, inclusive.</param>
/// <param name="High">Of a number, inclusive.</param>
/// <param name="Choices">The words of a choice.</param>
/// <param name="Description">What the model is told about it.</param>
public sealed record ReplyField(
    string Name, ReplyFieldType Type, bool Optional, bool Aside, double Low, double High, IReadOnlyList<string> Choices, string Description)
{
    private const string OptionalMark = ", optional";
    private const string AsideMark = ", aside";

    /// <summary>Whether a reply is whole without it.</summary>
    public bool MayBeMissing => Optional || Aside;

    /// <summary>As it stands in the prompt file: <c>text</c>, <c>number 0..1</c>, <c>0|1</c>, <c>ask|answer</c>.</summary>
    public string TypeText => Type switch
    {
        ReplyFieldType.Text => "text",
        ReplyFieldType.Number => string.Create(CultureInfo.InvariantCulture, $"number {Low}..{High}"),
        ReplyFieldType.Flag => "0|1",
        _ => string.Join('|', Choices),
    };

    /// <summary>Null when the type is none of ours.</summary>
    internal static ReplyField? Parse(string name, string type, string description)
    {
        var optional = type.EndsWith(OptionalMark, StringComparison.Ordinal);
        var aside = type.EndsWith(AsideMark, StringComparison.Ordinal);
        if (optional) type = type[..^OptionalMark.Length].Trim();
        if (aside) type = type[..^AsideMark.Length].Trim();
        if (type == "text") return new(name, ReplyFieldType.Text, optional, aside, 0, 0, [], description);
        if (type == "0|1") return new(name, ReplyFieldType.Flag, optional, aside, 0, 1, [], description);
        if (type.StartsWith("number ", StringComparison.Ordinal))
        {
            var bounds = type["number ".Length..].Split("..");
            return bounds.Length == 2
                && double.TryParse(bounds[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var low)
                && double.TryParse(bounds[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var high)
                && double.IsFinite(low) && double.IsFinite(high) && low < high
                    ? new(name, ReplyFieldType.Number, optional, aside, low, high, [], description)
                    : null;
        }
        var choices = type.Split('|', StringSplitOptions.TrimEntries);
        return choices.Length > 1 && choices.All(c => c.Length > 0 && c.All(l => char.IsAsciiLetterOrDigit(l) || l is '_' or '-')) && choices.Distinct().Count() == choices.Length
            ? new(name, ReplyFieldType.Choice, optional, aside, 0, 0, choices, description)
            : null;
    }

    /// <summary>Whether whoever reads this field can read that one.</summary>
    internal bool IsMetBy(ReplyField other) =>
        other.Name == Name && other.TypeText == TypeText && (MayBeMissing || !other.MayBeMissing);
}
