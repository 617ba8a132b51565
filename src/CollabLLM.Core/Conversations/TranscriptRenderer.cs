using System.Text;

namespace CollabLLM.Core.Conversations;

/// <summary>
/// A conversation as text for simulators and judges: a line for each message, joined by line feeds, system messages left out. Cards with
/// questions are plain lines.
/// </summary>
public static class TranscriptRenderer
{
    /// <summary>Stands before a line within a message that looks like the beginning of another message.</summary>
    public const string Quoted = "> ";

    /// <param name="signal">
    /// The termination signal, to be left out: a judge must not take it for something that was said. A message that was nothing else is
    /// left out with it. Null leaves messages as they are.
    /// </param>
    public static string Render(IEnumerable<TranscriptMessage> messages, string? signal = null, TranscriptStyle style = TranscriptStyle.Bold)
    {
        var text = new StringBuilder();
        foreach (var message in WithoutSignal(messages, signal))
        {
            if (message.Role == MessageRole.System) continue;
            var content = message.Role == MessageRole.Assistant ? ReplyText.ToPlainText(message.Content) : message.Content;
            if (text.Length > 0) text.Append('\n');
            var role = message.Role == MessageRole.User ? "User" : "Assistant";
            text.Append(style == TranscriptStyle.Bold ? $"**{role}**: " : $"{role}: ");
            Append(text, content);
        }
        return text.ToString();
    }

    /// <summary>The messages without the termination signal, and without those that were nothing else.</summary>
    /// <param name="signal">Null or empty leaves them as they are.</param>
    public static IEnumerable<TranscriptMessage> WithoutSignal(IEnumerable<TranscriptMessage> messages, string? signal)
    {
        foreach (var message in messages)
        {
            if (string.IsNullOrEmpty(signal) || !message.Content.Contains(signal, StringComparison.Ordinal)) yield return message;
            else if (Without(message.Content, signal).Trim() is { Length: > 0 } said) yield return message with { Content = said };
        }
    }

    /// <summary>Also what cutting a signal out would put together to another one is cut out.</summary>
    private static string Without(string content, string signal)
    {
        var kept = new StringBuilder(content.Length);
        foreach (var c in content)
        {
            kept.Append(c);
            if (c != signal[^1] || kept.Length < signal.Length) continue;
            var from = kept.Length - signal.Length;
            var at = 0;
            while (at < signal.Length && kept[from + at] == signal[at]) at++;
            if (at == signal.Length) kept.Length = from;
        }
        return kept.ToString();
    }

    /// <summary>Whoever writes "Assistant:" on a line of a message must not make up a turn that never was.</summary>
    private static void Append(StringBuilder text, string content)
    {
        for (var start = 0; start <= content.Length;)
        {
            var end = content.AsSpan(start).IndexOfAny('\n', '\r');
            var stop = end < 0 ? content.Length : start + end;
            if (start > 0 && LooksLikeRole(content.AsSpan(start, stop - start))) text.Append(Quoted);
            text.Append(content, start, Math.Min(stop + 1, content.Length) - start);
            start = stop + 1;
        }
    }

    private static bool LooksLikeRole(ReadOnlySpan<char> line)
    {
        line = line.TrimStart(" \t*_#>");
        var name = line;
        var length = 0;
        while (length < name.Length && char.IsLetter(name[length])) length++;
        name = line[..length];
        if (!name.Equals("user", StringComparison.OrdinalIgnoreCase) && !name.Equals("assistant", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("system", StringComparison.OrdinalIgnoreCase)) return false;
        var rest = line[length..].TrimStart(" \t*_");
        return !rest.IsEmpty && rest[0] is ':' or '：';
    }
}
