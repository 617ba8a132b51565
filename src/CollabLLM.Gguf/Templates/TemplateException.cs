namespace CollabLLM.Gguf.Templates;

/// <summary>A template uses something that is not supported, or refuses a conversation (two user messages in a row, for instance).</summary>
public sealed class TemplateException(string message) : Exception(message);
