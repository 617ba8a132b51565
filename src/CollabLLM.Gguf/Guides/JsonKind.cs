namespace CollabLLM.Gguf.Guides;

/// <summary>What a JSON value may be.</summary>
internal enum JsonKind
{
    /// <summary>Any value.</summary>
    Any,

    /// <summary>One of several shapes, told apart by their first byte.</summary>
    Union,

    /// <summary>Exactly the named members, in their order.</summary>
    Object,

    /// <summary>Any members.</summary>
    Dictionary,
    Array,
    Text,
    Number,

    /// <summary>One of a few spelt-out values.</summary>
    Literal,
}
