namespace CollabLLM.Cli;

/// <summary>A command ends without result. The message is for people: what happened, what is kept, what to do.</summary>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
