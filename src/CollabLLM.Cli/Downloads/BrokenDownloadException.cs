namespace CollabLLM.Cli.Downloads;

/// <summary>The connection broke, or the server asks to come again: what has arrived stays good.</summary>
internal sealed class BrokenDownloadException(string message, Exception? inner = null) : Exception(message, inner);
