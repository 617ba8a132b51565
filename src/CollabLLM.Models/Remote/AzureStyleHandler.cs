using System.Web;

namespace CollabLLM.Models.Remote;

/// <summary>Sends the key in a header of its own, and the version of the interface in the query, as Azure's addresses want it.</summary>
internal sealed class AzureStyleHandler(string? header, string? key, string? version, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (header is { Length: > 0 })
        {
            request.Headers.Authorization = null;
            request.Headers.Remove(header);
            request.Headers.TryAddWithoutValidation(header, key);
        }
        if (version is { Length: > 0 } && request.RequestUri is { } address)
        {
            var query = HttpUtility.ParseQueryString(address.Query);
            query["api-version"] = version;
            request.RequestUri = new UriBuilder(address) { Query = query.ToString() }.Uri;
        }
        return base.SendAsync(request, cancellationToken);
    }
}
