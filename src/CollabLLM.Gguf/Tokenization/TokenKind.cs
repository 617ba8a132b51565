namespace CollabLLM.Gguf.Tokenization;

/// <summary>Kinds of vocabulary entries, with the numbers the file format gives them.</summary>
public enum TokenKind
{
    /// <summary>Not stated.</summary>
    None = 0,
    Normal = 1,
    Unknown = 2,

    /// <summary>Steers the model (begin, end, roles); never text.</summary>
    Control = 3,

    /// <summary>Always one token, wherever its text appears.</summary>
    UserDefined = 4,
    Unused = 5,

    /// <summary>A single byte, written &lt;0xNN&gt;.</summary>
    Byte = 6,
}
