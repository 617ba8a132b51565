namespace CollabLLM.Cli.Chat;

/// <summary>How a reply ended, and what it holds as the model wrote it.</summary>
internal sealed record ReplyEnd(string Text, bool Stopped);
