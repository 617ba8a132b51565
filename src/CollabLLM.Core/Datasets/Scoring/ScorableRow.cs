using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Scoring;

/// <summary>A reply to a conversation, or a conversation that is over, each with its goal: what a reward can be estimated of.</summary>
/// <param name="Line">As it was read; of a nested file the flattened row.</param>
/// <param name="Turn">Replies with the same turn are candidates for it: their futures are compared.</param>
/// <param name="Messages">Without system messages; before a reply the last is the user's.</param>
/// <param name="Completion">Null for a conversation that is over.</param>
public sealed record ScorableRow(JsonObject Line, Goal Goal, string Turn, IReadOnlyList<TranscriptMessage> Messages, string? Completion);
