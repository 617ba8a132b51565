using Microsoft.Extensions.AI;

namespace CollabLLM.Models;

/// <summary>A place in a model's queue.</summary>
/// <param name="Ahead">Requests that come first; 0 is next, -1 says that the wait is over.</param>
/// <param name="Estimate">When the model will begin, from what it took lately; null before anything was measured.</param>
public sealed record QueuePosition(int Ahead, TimeSpan? Estimate)
{
    /// <summary>The last one of a call that had to wait: the model is at it.</summary>
    public static QueuePosition Served { get; } = new(-1, TimeSpan.Zero);

    /// <summary>The key in <c>ChatOptions.AdditionalProperties</c> that says whose call it is: people take turns in the queue.</summary>
    public const string PersonKey = "collab.person";

    /// <summary>The key under which an update without text carries the place in its <c>AdditionalProperties</c>.</summary>
    public const string Key = "collab.queue";

    /// <summary>The place that an update carries; null when it carries none.</summary>
    public static QueuePosition? Of(ChatResponseUpdate update) =>
        update.AdditionalProperties is { } properties && properties.TryGetValue(Key, out var value) ? value as QueuePosition : null;

    internal ChatResponseUpdate ToUpdate() => new() { Role = ChatRole.Assistant, AdditionalProperties = new() { [Key] = this } };
}
