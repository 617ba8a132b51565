using System.Text;

namespace CollabLLM.Cli;

/// <summary>What comes in on stdin.</summary>
/// <param name="Open">The bytes.</param>
/// <param name="IsTerminal">Whether somebody types it.</param>
internal sealed record CommandInput(Func<Stream> Open, bool IsTerminal)
{
    public static CommandInput OfProcess() => new(Console.OpenStandardInput, !Console.IsInputRedirected);

    /// <summary>Lines as text. A terminal goes through the console, which knows its encoding.</summary>
    public TextReader Reader() => IsTerminal && !Console.IsInputRedirected ? Console.In : new StreamReader(Open(), new UTF8Encoding(false));
}
