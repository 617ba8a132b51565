namespace CollabLLM.Gguf.Format;

/// <summary>A value of a file's metadata. The <c>From</c> methods make values to write.</summary>
/// <param name="Type">The type it has in the file.</param>
/// <param name="Value">string, bool, long (all whole numbers), double (both floats), or an array of one of these.</param>
public sealed record GgufValue(GgufValueType Type, object Value)
{
    public static GgufValue From(string value) => new(GgufValueType.Text, value);

    public static GgufValue From(bool value) => new(GgufValueType.Bool, value);

    public static GgufValue From(uint value) => new(GgufValueType.UInt32, (long)value);

    public static GgufValue From(float value) => new(GgufValueType.Float32, (double)value);

    public static GgufValue From(IEnumerable<string> values) => new(GgufValueType.Text, values.ToArray());

    public static GgufValue From(IEnumerable<int> values) => new(GgufValueType.Int32, values.Select(v => (long)v).ToArray());

    public static GgufValue From(IEnumerable<float> values) => new(GgufValueType.Float32, values.Select(v => (double)v).ToArray());

    /// <summary>For arrays <see cref="Type"/> is the type of the elements.</summary>
    public bool IsArray => Value is Array;
}
