using System.Text;

namespace CollabLLM.Gguf.Templates;

/// <summary>Text that remembers of every character whether it came from a message. What templates do to strings keeps the marks.</summary>
internal sealed class MarkedText
{
    /// <summary>No conversation that fits a context comes near it; a template that doubles a text again and again does.</summary>
    public const int Most = 1 << 24;

    private readonly bool[]? _fromMessage;

    private MarkedText(string text, bool[]? fromMessage) => (Text, _fromMessage) = (text, fromMessage);

    public static MarkedText Empty { get; } = new("", null);

    public string Text { get; }

    public int Length => Text.Length;

    public static MarkedText OfTemplate(string text) => new(text, null);

    public static MarkedText OfMessage(string text)
    {
        var marks = new bool[text.Length];
        Array.Fill(marks, true);
        return new(text, marks);
    }

    public static MarkedText Concat(IEnumerable<MarkedText> parts)
    {
        var builder = new StringBuilder();
        var list = parts.ToList();
        foreach (var part in list)
        {
            if (builder.Length + part.Length > Most) throw new TemplateException("The chat template writes too long a text.");
            builder.Append(part.Text);
        }
        if (list.TrueForAll(p => p._fromMessage is null)) return new(builder.ToString(), null);
        var marks = new bool[builder.Length];
        var at = 0;
        foreach (var part in list)
        {
            part._fromMessage?.CopyTo(marks, at);
            at += part.Length;
        }
        return new(builder.ToString(), marks);
    }

    public MarkedText Slice(int start, int length) => new(Text.Substring(start, length), _fromMessage?.AsSpan(start, length).ToArray());

    public MarkedText Trim(Func<char, bool> drop, bool start, bool end)
    {
        int from = 0, to = Length;
        while (start && from < to && drop(Text[from])) from++;
        while (end && to > from && drop(Text[to - 1])) to--;
        return Slice(from, to - from);
    }

    /// <summary>A change that keeps every character in its place (upper case, for instance).</summary>
    public MarkedText Map(Func<string, string> change) => change(Text) is var text && text.Length == Length ? new(text, _fromMessage) : this;

    public List<MarkedText> Split(string separator, int most = -1)
    {
        List<MarkedText> parts = [];
        var start = 0;
        for (int at; most != 0 && (at = Text.IndexOf(separator, start, StringComparison.Ordinal)) >= 0; most--)
        {
            parts.Add(Slice(start, at - start));
            start = at + separator.Length;
        }
        parts.Add(Slice(start, Length - start));
        return parts;
    }

    public MarkedText Replace(string old, MarkedText with) =>
        old.Length == 0 ? this : Concat(Split(old).SelectMany((part, i) => i == 0 ? [part] : new[] { with, part }));

    /// <summary>The same text, marked throughout if any of it is.</summary>
    public MarkedText WithText(string text) => _fromMessage is not null && _fromMessage.Contains(true) ? OfMessage(text) : OfTemplate(text);

    public IEnumerable<TemplatePart> Parts()
    {
        for (var start = 0; start < Length;)
        {
            var marked = _fromMessage?[start] ?? false;
            var end = start + 1;
            while (end < Length && (_fromMessage?[end] ?? false) == marked) end++;
            yield return new(Text[start..end], !marked);
            start = end;
        }
    }

    public override string ToString() => Text;
}
