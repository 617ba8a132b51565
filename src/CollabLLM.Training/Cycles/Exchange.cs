namespace CollabLLM.Training.Cycles;

/// <summary>A message that stands alone, and the reply to it.</summary>
public sealed record Exchange(string Message, string Reply);
