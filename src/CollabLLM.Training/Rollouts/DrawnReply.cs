using CollabLLM.Gguf.Scheduling;

namespace CollabLLM.Training.Rollouts;

/// <summary>What a model wrote to one prompt.</summary>
/// <param name="Tokens">Every token it drew, the one that ended the turn and those of a stop string included.</param>
/// <param name="Text">Their text, without the stop string and what follows it.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record DrawnReply(int[] Tokens, string Text, StopReason Reason);
