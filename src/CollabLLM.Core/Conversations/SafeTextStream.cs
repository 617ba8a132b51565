namespace CollabLLM.Core.Conversations;

/// <summary>
/// Cleans text that arrives in pieces. A piece may end between the halves of a surrogate pair: the first half waits for the next
/// piece. The pieces out, joined, equal <see cref="SafeText.Clean"/> of the pieces in, joined. Not thread-safe.
/// </summary>
public sealed class SafeTextStream
{
    private char? _held;

    /// <summary>What can be stored and shown now; may be empty.</summary>
    public string Push(string piece)
    {
        if (piece.Length == 0) return "";
        var text = _held is { } half ? half + piece : piece;
        _held = null;
        if (char.IsHighSurrogate(text[^1]))
        {
            _held = text[^1];
            text = text[..^1];
        }
        return SafeText.Clean(text);
    }

    /// <summary>What was held back, at the end of the text: empty, or one replacement character.</summary>
    public string Flush()
    {
        var rest = _held is { } half ? SafeText.Clean(half.ToString()) : "";
        _held = null;
        return rest;
    }
}
