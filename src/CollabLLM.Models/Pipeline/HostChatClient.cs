using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Pipeline;

/// <summary>The innermost stage: waits for the host while it loads, then hands the call on and names the model in the answer.</summary>
internal sealed class HostChatClient(CatalogModel model) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var host = await model.HostAsync(cancellationToken);
        var response = await host.Client.GetResponseAsync(messages, options, cancellationToken);
        response.ModelId = model.Name;
        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var host = await model.HostAsync(cancellationToken);
        await foreach (var update in host.Client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            update.ModelId = model.Name;
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(model.Provider.ToString(), defaultModelId: model.Name)
        : serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <summary>Nothing: the catalogue owns the host.</summary>
    public void Dispose()
    {
    }
}
