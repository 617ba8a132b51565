using CollabLLM.Core.Conversations;

namespace CollabLLM.Training.Rollouts;

/// <summary>One context and the replies that the policy drew to it.</summary>
/// <param name="Name">Goal and place in its conversation, for errors and records.</param>
/// <param name="Messages">The conversation up to the user's message that is answered.</param>
/// <param name="Prompt">Its tokens, up to where a reply begins.</param>
/// <param name="Replies">In the order in which they were drawn.</param>
public sealed record RolloutGroup(string Name, IReadOnlyList<TranscriptMessage> Messages, int[] Prompt, IReadOnlyList<RolloutReply> Replies);
