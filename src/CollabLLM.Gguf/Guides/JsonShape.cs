namespace CollabLLM.Gguf.Guides;

/// <summary>What the machine holds a JSON value to. Read-only; shared by all requests with the same schema.</summary>
internal sealed record JsonShape(JsonKind Kind)
{
    /// <summary>Any value.</summary>
    public static JsonShape Any { get; } = new(JsonKind.Any);

    /// <summary>An object with any members.</summary>
    public static JsonShape AnyObject { get; } = new(JsonKind.Dictionary) { Item = Any };

    /// <summary>A list of any values.</summary>
    public static JsonShape AnyArray { get; } = new(JsonKind.Array) { Item = Any };

    /// <summary>Any text.</summary>
    public static JsonShape Text { get; } = new(JsonKind.Text);

    /// <summary>Any number that has no exponent.</summary>
    public static JsonShape Number { get; } = new(JsonKind.Number);

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static JsonShape Flag { get; } = new(JsonKind.Literal) { Literals = ["true"u8.ToArray(), "false"u8.ToArray()] };

    /// <summary><c>null</c>.</summary>
    public static JsonShape Null { get; } = new(JsonKind.Literal) { Literals = ["null"u8.ToArray()] };

    /// <summary>Of an object: its members' names with quotes, and their values.</summary>
    public IReadOnlyList<(byte[] Key, JsonShape Value)> Members { get; init; } = [];

    /// <summary>Of a list or dictionary: each value.</summary>
    public JsonShape Item { get; init; } = null!;

    /// <summary>Of a union.</summary>
    public IReadOnlyList<JsonShape> Alternatives { get; init; } = [];

    /// <summary>Of a literal: at most 64, as they are written.</summary>
    public IReadOnlyList<byte[]> Literals { get; init; } = [];

    /// <summary>Fewest items, or characters of a text.</summary>
    public int Least { get; init; }

    /// <summary>Most items, or characters of a text.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>Of a number: no fraction.</summary>
    public bool IsInteger { get; init; }

    /// <summary>Whether a value of this shape may begin with the byte.</summary>
    public bool Begins(byte first) => Kind switch
    {
        JsonKind.Any => Of(first) is not null,
        JsonKind.Union => Alternatives.Any(a => a.Begins(first)),
        JsonKind.Object or JsonKind.Dictionary => first == '{',
        JsonKind.Array => first == '[',
        JsonKind.Text => first == '"',
        JsonKind.Number => first == '-' || char.IsAsciiDigit((char)first),
        _ => Literals.Any(l => l[0] == first),
    };

    /// <summary>The shape that a value of no particular shape takes by its first byte.</summary>
    public static JsonShape? Of(byte first) => (char)first switch
    {
        '{' => AnyObject,
        '[' => AnyArray,
        '"' => Text,
        't' or 'f' => Flag,
        'n' => Null,
        '-' or (>= '0' and <= '9') => Number,
        _ => null,
    };
}
