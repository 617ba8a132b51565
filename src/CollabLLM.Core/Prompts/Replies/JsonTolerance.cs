namespace CollabLLM.Core.Prompts.Replies;

/// <summary>What had to be tolerated to read a reply as JSON.</summary>
[Flags]
public enum JsonTolerance
{
    None = 0,
    TextAround = 1,
    SeveralObjects = 1 << 1,
    UnquotedKey = 1 << 2,
    SingleQuotes = 1 << 3,
    TripleQuotes = 1 << 4,
    CurlyQuotes = 1 << 5,
    InnerQuotes = 1 << 6,
    RawLineBreak = 1 << 7,
    UnknownEscape = 1 << 8,
    WordForm = 1 << 9,
    NumberForm = 1 << 10,
    TrailingComma = 1 << 11,
    MissingComma = 1 << 12,
    MissingEnd = 1 << 13,
    Comment = 1 << 14,
    RepeatedKey = 1 << 15,
}
