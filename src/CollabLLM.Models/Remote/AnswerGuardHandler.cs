namespace CollabLLM.Models.Remote;

/// <summary>
/// Lets only what can be an answer through to the parser. The words of a refusal are dropped: they may repeat the key or the chat, and
/// would end in an exception's message and so in the log.
/// </summary>
internal sealed class AnswerGuardHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int LongestLine = 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var content = response.Content;
        if (!response.IsSuccessStatusCode)
        {
            content.Dispose();
            response.Content = new ByteArrayContent([]);
            return response;
        }
        var type = content.Headers.ContentType;
        if (type?.MediaType is "text/html" or "application/json")
        {
            response.Dispose();
            throw new InvalidDataException($"The answer is {type.MediaType}, not a stream of events.");
        }
        response.Content = new StreamContent(new LineLimitStream(await content.ReadAsStreamAsync(cancellationToken), LongestLine));
        response.Content.Headers.ContentType = type;
        return response;
    }
}
