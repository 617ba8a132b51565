namespace CollabLLM.Core.World;

/// <summary>A document that a user of the world wants: what nobody but the user knows, and how it should read.</summary>
/// <param name="Kind">What kind of document it is.</param>
/// <param name="Values">By the name of the slot, in the order of <see cref="DocumentKind.Slots"/>: every needed one, and the optional ones that are wished for.</param>
/// <param name="Tone">Null when the user does not care.</param>
/// <param name="IsLong">Null when the user does not care.</param>
public sealed record DocumentWish(DocumentKind Kind, IReadOnlyDictionary<string, string> Values, Tone? Tone, bool? IsLong)
{
    /// <summary>The slots that the user wants in the document.</summary>
    public IEnumerable<DocumentSlot> Slots => Kind.Slots.Where(s => Values.ContainsKey(s.Name));

    /// <summary>How many things the document has to get right: the values, and tone and length where they are wished for.</summary>
    public int FieldCount => Values.Count + (Tone is null ? 0 : 1) + (IsLong is null ? 0 : 1);

    /// <summary>The tone that it is written in: the wished one, else what suits the kind.</summary>
    public Tone WrittenTone => Tone ?? Kind.UsualTone;

    /// <summary>The same with another value for a slot.</summary>
    public DocumentWish With(string slot, string value) => this with { Values = Kind.Slots.Where(s => s.Name == slot || Values.ContainsKey(s.Name)).ToDictionary(s => s.Name, s => s.Name == slot ? value : Values[s.Name], StringComparer.Ordinal) };
}
