namespace CollabLLM.Cli.Chat;

/// <summary>
/// What a model writes may hold sequences that move the cursor, change the title or fill the clipboard of a terminal. On a terminal
/// every control character but line ends and tabs becomes U+FFFD.
/// </summary>
internal static class TerminalText
{
    public static string Clean(string text) =>
        text.Any(IsControl) ? string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++) target[i] = IsControl(source[i]) ? '\uFFFD' : source[i];
        })
        : text;

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
