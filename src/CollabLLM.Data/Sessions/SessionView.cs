using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>A session as its page shows it: the whole tree without texts, and the visible path with everything.</summary>
public sealed record SessionView
{
    public required Guid Id { get; init; }

    public required string Title { get; init; }

    public required string ModelName { get; init; }

    public string? SystemPrompt { get; init; }

    public required bool Temporary { get; init; }

    public required bool Pinned { get; init; }

    public Guid? ForkedFromSessionId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>Siblings of a message: <c>Tree.Siblings(id)</c>.</summary>
    public required MessageTree Tree { get; init; }

    /// <summary>From the root to the current leaf.</summary>
    public required IReadOnlyList<MessageView> Path { get; init; }

    /// <summary>The reply that is being written, wherever in the tree; null when none is.</summary>
    public Guid? RunningReplyId { get; init; }
}
