using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace CollabLLM.Cli;

/// <summary>
/// Where a command writes: what it was asked for to stdout (so that pipes and <c>--json</c> carry nothing else), everything said about
/// it to stderr.
/// </summary>
/// <param name="Out">Results.</param>
/// <param name="Error">What people are told.</param>
/// <param name="OutIsTerminal">Whether somebody watches <paramref name="Out"/>.</param>
/// <param name="ErrorIsTerminal">Whether somebody watches <paramref name="Error"/>, so that lines may be drawn over.</param>
internal sealed record CommandOutput(TextWriter Out, TextWriter Error, bool OutIsTerminal, bool ErrorIsTerminal)
{
    private const int Unbroken = 10_000;

    /// <summary>How JSON is written: text stays readable, because nobody embeds it in a page.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Of this process. UTF-8 without a mark at the beginning, whatever the system prefers.</summary>
    public static CommandOutput OfProcess()
    {
        // Elsewhere terminals read UTF-8 anyway, and asking the console for it would write control sequences.
        if (OperatingSystem.IsWindows() && !(Console.IsOutputRedirected && Console.IsErrorRedirected)) Console.OutputEncoding = new UTF8Encoding(false);
        return new(
            new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true },
            new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
            !Console.IsOutputRedirected,
            !Console.IsErrorRedirected);
    }

    /// <summary>A line of the result.</summary>
    public void Print(string line) => Out.WriteLine(line);

    /// <summary>Asks for input, on the same line.</summary>
    public void Ask(string mark) => Error.Write(mark);

    public void Say(string sentence) => Error.WriteLine(sentence);

    public void WriteJson<T>(T value) => Out.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>A console for tables and progress on one of the two. In a file or a pipe no line is broken.</summary>
    public IAnsiConsole Drawn(bool error)
    {
        var terminal = error ? ErrorIsTerminal : OutIsTerminal;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(error ? Error : Out),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!terminal) console.Profile.Width = Unbroken;
        return console;
    }
}
