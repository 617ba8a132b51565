using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>One candidate reply of one turn: a row of a flattened multiturn dataset.</summary>
/// <param name="Prompt">The conversation before the reply. A system message in it stays.</param>
/// <param name="ConversationId"><c>conv_id</c>; in a nested file the place of the conversation, from 0.</param>
/// <param name="TurnId"><c>turn_id</c>; the number of messages of the prompt where the file does not say.</param>
/// <param name="Score">MR of the reply; finite.</param>
/// <param name="Goal">Its id is the conversation's.</param>
/// <param name="Rewards">Metric to its values in the futures; null when there are none.</param>
public sealed record MultiturnRow(
    IReadOnlyList<TranscriptMessage> Prompt, string Completion, string ConversationId, int TurnId, double Score, Goal Goal, JsonObject? Rewards);
