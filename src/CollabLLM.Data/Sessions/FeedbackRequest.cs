namespace CollabLLM.Data.Sessions;

/// <summary>A person's word on a reply; <see cref="FeedbackRating.None"/> takes an earlier one back.</summary>
public sealed record FeedbackRequest
{
    public required Guid PersonId { get; init; }

    public required Guid SessionId { get; init; }

    public required Guid MessageId { get; init; }

    public required FeedbackRating Rating { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public string? Comment { get; init; }
}
