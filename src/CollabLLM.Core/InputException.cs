namespace CollabLLM.Core;

/// <summary>What somebody gave cannot be used. The message is one sentence for them that names the file, the row and the field, as far as they exist.</summary>
public sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
