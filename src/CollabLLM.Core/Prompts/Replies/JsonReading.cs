using System.Text.Json.Nodes;

namespace CollabLLM.Core.Prompts.Replies;

/// <summary>What <see cref="TolerantJson"/> made of a reply: exactly one of value and failure.</summary>
/// <param name="Tolerated">What the value cost; meaningless with a failure.</param>
public sealed record JsonReading(JsonObject? Value, JsonFailure? Failure, JsonTolerance Tolerated);
