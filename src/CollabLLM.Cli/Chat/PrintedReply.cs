using System.Text;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Cli.Chat;

/// <summary>
/// Prints a reply while it comes. Question blocks appear as plain lines once they are complete; everything else at once. Keeps the text
/// as the model wrote it.
/// </summary>
internal sealed class PrintedReply(CommandOutput output)
{
    private readonly StringBuilder _text = new();
    private readonly SafeTextStream _safe = new();
    private int _printed;
    private bool _atLineStart = true;

    /// <summary>What the model wrote so far.</summary>
    public string Text => _text.ToString();

    public void Add(string piece)
    {
        if (_safe.Push(piece) is not { Length: > 0 } text) return;
        _text.Append(text);
        Print(finished: false);
    }

    /// <summary>Prints what was waiting and ends the line.</summary>
    public void End()
    {
        _text.Append(_safe.Flush());
        Print(finished: true);
        if (!_atLineStart) output.Out.WriteLine();
        output.Out.Flush();
    }

    private void Print(bool finished)
    {
        var text = Text;
        var parts = ReplyText.Split(text, finished);
        var settled = parts is [.., PendingPart pending] ? pending.Start : text.Length;
        var plain = ReplyText.ToPlainText(text[..settled]);
        if (plain.Length <= _printed) return;
        var news = plain[_printed..];
        output.Out.Write(output.OutIsTerminal ? TerminalText.Clean(news) : news);
        output.Out.Flush();
        _printed = plain.Length;
        _atLineStart = news.EndsWith('\n');
    }
}
