namespace CollabLLM.Data.Sessions;

/// <summary>The person's latest word on a reply.</summary>
public sealed record FeedbackView(FeedbackRating Rating, IReadOnlyList<string> Reasons, string? Comment);
