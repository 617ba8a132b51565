using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Documents;

/// <summary>The fenced code blocks of a reply.</summary>
public static class CodeBlockParser
{
    /// <returns>In order of appearance; one that is never closed is left out.</returns>
    public static IReadOnlyList<CodeBlock> Find(string reply)
    {
        var blocks = new List<CodeBlock>();
        List<string> inside = [];
        var (fence, language) = ((string?)null, "");
        foreach (var line in reply.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'))
        {
            switch (ReplyText.Fence(line, fence))
            {
                case null when fence is not null:
                    inside.Add(line);
                    break;
                case null:
                    break;
                case "":
                    blocks.Add(new(language, string.Join('\n', inside)));
                    fence = null;
                    break;
                case var opened:
                    (fence, language, inside) = (opened, line.Trim()[opened.Length..].Trim(), []);
                    break;
            }
        }
        return blocks;
    }
}
