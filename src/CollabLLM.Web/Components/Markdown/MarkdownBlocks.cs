namespace CollabLLM.Web.Components.Markdown;

/// <summary>
/// Where a text that is still being written may be cut: what lies before a cut will look the same whatever follows. Shown one by one,
/// the blocks look as the whole text does (apart from link definitions, which hold in their own block only).
/// </summary>
public static class MarkdownBlocks
{
    /// <param name="finished">Whether no more text will come; then the last block is cut off too.</param>
    /// <returns>Lengths of the finished blocks from the start of the text. What remains is the tail.</returns>
    public static IReadOnlyList<int> Cut(string text, bool finished)
    {
        var lengths = new List<int>();
        if (text.Length == 0) return lengths;
        var document = Markdig.Markdown.Parse(text, MarkdownRenderer.Pipeline);
        var from = 0;
        for (var i = 1; i < document.Count; i++)
        {
            var start = document[i].Span.Start;
            if (start <= from || start > text.Length) continue;
            // The first line of the next block decides what it is ("2" may become "2. item" and belong to the list before it).
            if (!finished && text.IndexOf('\n', start) < 0) break;
            var line = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
            if (line <= from) continue;
            lengths.Add(line - from);
            from = line;
        }
        if (finished && from < text.Length) lengths.Add(text.Length - from);
        return lengths;
    }
}
