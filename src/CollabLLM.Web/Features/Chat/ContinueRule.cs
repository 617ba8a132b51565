using CollabLLM.Core.Conversations;

namespace CollabLLM.Web.Features.Chat;

/// <summary>When a reply may be gone on with.</summary>
public static class ContinueRule
{
    /// <summary>
    /// It has text, was cut short, and its model can start from a given text. A completed reply was cut short when it has a cause:
    /// its length, or its provider.
    /// </summary>
    public static bool Allows(TurnModel? model, ReplyOutcome outcome, string text, string? cause) =>
        model is { CanPrefill: true } && text.Length > 0 && (outcome != ReplyOutcome.Completed || cause is not null);
}
