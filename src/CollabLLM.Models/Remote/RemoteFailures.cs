using System.ClientModel;
using System.Text.Json;

namespace CollabLLM.Models.Remote;

/// <summary>What an exception of the wire means, in one sentence without address, key or the server's own words.</summary>
internal static class RemoteFailures
{
    private const string Unreachable = "The model's server cannot be reached.";
    private const string NoAnswer = "The model's server sent something that is not an answer.";

    public static ModelException BrokenOff(bool begun, Exception? inner = null) => new(
        ModelFailure.Failed,
        begun ? "The model's server broke off in the middle." : "The model's server closed the connection without an answer.",
        inner);

    /// <summary>Null for what is not the server's fault.</summary>
    public static ModelException? Of(Exception exception, bool begun) => exception switch
    {
        ModelException known => known,
        // The SDK's wrapping of what came before any answer.
        ClientResultException { Status: 0, InnerException: { } inner } => Of(inner, begun),
        ClientResultException { Status: var status } => OfStatus(status, exception),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown } => BrokenOff(begun, exception),
        HttpRequestException when !begun => new(ModelFailure.Unavailable, Unreachable, exception),
        HttpRequestException or IOException => BrokenOff(begun, exception),
        JsonException or FormatException or InvalidDataException or InvalidOperationException or KeyNotFoundException or ArgumentException =>
            new(ModelFailure.Failed, NoAnswer, exception),
        TaskCanceledException or TimeoutException => new(ModelFailure.TimedOut, "The model's server did not answer in time.", exception),
        AggregateException { InnerExceptions: [.., var last] } => Of(last, begun),
        _ => null,
    };

    private static ModelException OfStatus(int status, Exception inner) => status switch
    {
        401 or 403 => new(ModelFailure.Unavailable, "The model's server refused the key. An administrator has to check it.", inner),
        404 => new(ModelFailure.Unavailable, "The model's server does not know this model.", inner),
        400 or 413 or 422 => new(ModelFailure.Failed, "The model's server refused the request; the conversation may be too long for it.", inner),
        429 => new(ModelFailure.Busy, "The model's server asks to slow down. Try again in a moment.", inner),
        0 => new(ModelFailure.Unavailable, Unreachable, inner),
        < 200 or (>= 300 and < 400) =>
            new(ModelFailure.Unavailable, "The model's server points elsewhere. An administrator has to check its address.", inner),
        _ => new(ModelFailure.Failed, "The model's server failed. Try again in a moment.", inner),
    };
}
