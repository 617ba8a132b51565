namespace CollabLLM.Cli.JsonLines;

/// <summary>A line of the input cannot be used. The message is the end of a sentence that begins with the file and the line.</summary>
internal sealed class JsonLineException(string message) : Exception(message);
