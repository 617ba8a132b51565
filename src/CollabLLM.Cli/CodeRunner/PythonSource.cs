using System.Text;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>Python as a model writes it: often between fences, with words around them.</summary>
internal static class PythonSource
{
    private const int ShortestFence = 3;
    private static readonly string[] Names = ["", "python", "python3", "py"];

    /// <summary>
    /// The longest fenced block that is Python or of no named language, else the longest of all; the text itself where there is none. A block that is
    /// never closed, as in a reply that was cut off, ends with the text.
    /// </summary>
    public static string Unfenced(string text)
    {
        List<(bool Python, string Code)> blocks = [];
        (char Mark, int Length, bool Python)? open = null;
        var code = new StringBuilder();
        foreach (var line in Lines(text))
        {
            var (mark, length, words) = Fence(line);
            if (open is not { } fence)
            {
                if (length >= ShortestFence && !words.Contains('`', StringComparison.Ordinal)) open = (mark, length, Names.Contains(words, StringComparer.OrdinalIgnoreCase));
            }
            else if (mark == fence.Mark && length >= fence.Length && words.Length == 0)
            {
                Close(fence.Python);
            }
            else
            {
                code.Append(line);
            }
        }
        if (open is { } last) Close(last.Python);
        return blocks.Count == 0 ? text : blocks.OrderByDescending(b => b.Python).ThenByDescending(b => b.Code.Length).First().Code;

        void Close(bool python)
        {
            blocks.Add((python, code.ToString()));
            code.Clear();
            open = null;
        }
    }

    private static (char Mark, int Length, string Words) Fence(string line)
    {
        var rest = line.AsSpan().Trim();
        if (rest.Length == 0 || rest[0] is not ('`' or '~')) return ('\0', 0, "");
        var mark = rest[0];
        var words = rest.TrimStart(mark);
        return (mark, rest.Length - words.Length, words.Trim().ToString());
    }

    /// <summary>With their ends.</summary>
    private static IEnumerable<string> Lines(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            yield return text[at..end];
            at = end;
        }
    }
}
