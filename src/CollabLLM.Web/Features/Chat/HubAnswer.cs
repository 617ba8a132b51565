using CollabLLM.Data.Sessions;

namespace CollabLLM.Web.Features.Chat;

/// <summary>What became of a request.</summary>
/// <param name="Kind"><c>accepted</c>, <c>again</c> (it was accepted before), <c>busy</c>, <c>notFound</c> or <c>invalid</c>.</param>
/// <param name="ReplyId">The reply to stream; for <c>busy</c> the one that is being written.</param>
/// <param name="Sentence">Why not, for the person.</param>
public sealed record HubAnswer(string Kind, Guid? ReplyId = null, string? Sentence = null)
{
    public static HubAnswer Of(StartOutcome outcome) => outcome switch
    {
        StartOutcome.Accepted a => new HubAnswer("accepted", a.Reply.ReplyId),
        StartOutcome.AlreadyAccepted a => new HubAnswer("again", a.Reply.ReplyId),
        StartOutcome.Busy b => new HubAnswer("busy", b.RunningReplyId),
        StartOutcome.Invalid i => new HubAnswer("invalid", null, i.Sentence),
        _ => new HubAnswer("notFound"),
    };
}
