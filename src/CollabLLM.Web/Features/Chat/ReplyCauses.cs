using CollabLLM.Core.Conversations;
using CollabLLM.Models;

namespace CollabLLM.Web.Features.Chat;

/// <summary>What an exception of a model means for the reply, in one sentence that says nothing of the inside.</summary>
internal static class ReplyCauses
{
    public const string Interrupted = "The server stopped while this was being written.";
    public const string Unwritable = "The log could not be written, so the rest of this reply is lost.";
    public const string Gone = "This chat was removed while the reply was being written.";

    public static (ReplyOutcome Outcome, string Cause) Of(Exception exception) => exception switch
    {
        ModelException { Failure: ModelFailure.TimedOut } e => (ReplyOutcome.TimedOut, e.Message),
        ModelException e => (ReplyOutcome.Failed, e.Message),
        TimeoutException or OperationCanceledException => (ReplyOutcome.TimedOut, "The model did not answer in time."),
        HttpRequestException => (ReplyOutcome.Failed, "The model's server cannot be reached or refused the request."),
        _ => (ReplyOutcome.Failed, "The model failed while it was writing."),
    };
}
