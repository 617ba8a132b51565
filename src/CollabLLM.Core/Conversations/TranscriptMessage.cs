namespace CollabLLM.Core.Conversations;

/// <summary>One message of a transcript: a path without branches, as simulators, judges and datasets see it.</summary>
public sealed record TranscriptMessage(MessageRole Role, string Content);
