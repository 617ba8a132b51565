namespace CollabLLM.Core.Prompts.Replies;

/// <summary>The ways in which a reply is no JSON object.</summary>
public enum JsonFailureKind
{
    /// <summary>Nothing in it looks like an object.</summary>
    NoObject,

    /// <summary>It ends within a value, so the value is not all there.</summary>
    CutOff,

    /// <summary>An object whose meaning is not plain.</summary>
    Malformed,

    /// <summary>Nested deeper than <see cref="TolerantJson.MostDepth"/>.</summary>
    TooDeep,

    /// <summary>A number that a 64-bit float cannot hold.</summary>
    NumberTooLarge,
}
