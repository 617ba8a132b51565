namespace CollabLLM.Core.Conversations;

/// <summary>Durations of one reply, each measured from the moment it was accepted.</summary>
/// <param name="Queued">Until it got a slot.</param>
/// <param name="FirstToken">Until its first text.</param>
/// <param name="Total">Until its end.</param>
public sealed record ReplyTimings(TimeSpan? Queued, TimeSpan? FirstToken, TimeSpan? Total);
