using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>The name of a session in the rail until its person gives it another: the first line of the first message.</summary>
internal static class SessionTitle
{
    private const int Length = 80;
    private static readonly char[] Separators =
        [.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(c => char.IsWhiteSpace(c) || char.IsControl(c))];

    public static string From(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        var title = Tidy(end < 0 ? line.ToString() : line[..end].ToString());
        if (title.Length <= Length) return title;
        var cut = SafeText.Clamp(title, Length - 1);
        var blank = cut.LastIndexOf(' ');
        return (blank > Length / 2 ? cut[..blank] : cut).TrimEnd() + "…";
    }

    /// <summary>One line without doubled blanks or control characters.</summary>
    public static string Tidy(string title) =>
        string.Join(' ', SafeText.Clean(title).Split(Separators, StringSplitOptions.RemoveEmptyEntries));

    public static string Fold(string text) => SafeText.Clamp(text.ToLowerInvariant(), SessionLimits.TitleLength);
}
