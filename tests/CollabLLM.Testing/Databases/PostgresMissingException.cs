namespace CollabLLM.Testing.Databases;

/// <summary>This machine has no PostgreSQL server to test with; the message says what was looked for.</summary>
public sealed class PostgresMissingException(string message) : Exception(message);
