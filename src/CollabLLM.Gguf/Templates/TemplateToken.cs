namespace CollabLLM.Gguf.Templates;

internal enum TokenType
{
    Name,
    Number,
    Text,
    Sign,
    End,
}

/// <summary>A word of an expression.</summary>
internal readonly record struct TemplateToken(TokenType Type, string Value);

internal enum SegmentType
{
    Text,
    Output,
    Block,
}

/// <summary>A stretch of a template: text to copy, an expression to write out, or a statement.</summary>
internal readonly record struct TemplateSegment(SegmentType Type, string Text);
