namespace CollabLLM.Gguf.Tokenization;

/// <summary>Finds tokens by their whole text, the longest first.</summary>
internal sealed class SpecialTokens
{
    private readonly Dictionary<char, (string Text, int Token)[]> _byFirst;

    public SpecialTokens(Vocabulary vocabulary, params TokenKind[] kinds) =>
        _byFirst = Enumerable.Range(0, vocabulary.Count)
            .Where(i => kinds.Contains(vocabulary.Kinds[i]) && vocabulary.Pieces[i].Length > 0)
            .Select(i => (Text: vocabulary.Pieces[i], Token: i))
            .GroupBy(p => p.Text[0])
            .ToDictionary(g => g.Key, g => g.OrderByDescending(p => p.Text.Length).ToArray());

    /// <summary>The text in order: stretches without a token, and tokens.</summary>
    public IEnumerable<(string Text, int? Token)> Split(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length && _byFirst.Count > 0; at++)
        {
            if (!_byFirst.TryGetValue(text[at], out var candidates)) continue;
            foreach (var (piece, token) in candidates)
            {
                if (string.CompareOrdinal(text, at, piece, 0, piece.Length) != 0) continue;
                if (at > start) yield return (text[start..at], null);
                yield return (piece, token);
                start = at + piece.Length;
                at = start - 1;
                break;
            }
        }
        if (start < text.Length) yield return (text[start..], null);
    }
}
