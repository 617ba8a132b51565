using System.Runtime.CompilerServices;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Templates;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Pipeline;

/// <summary>The innermost stage: hands the call to the host once it is loaded, and names the model in the answer.</summary>
internal sealed class HostChatClient(CatalogModel model) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var host = await model.HostAsync(cancellationToken);
        await using var updates = host.Client.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync()) break;
            }
            catch (PromptTooLongException e)
            {
                throw new ModelException(
                    ModelFailure.TooLong, $"This conversation is longer than {model.Title} can read. Shorten the last message or begin a new chat.", e);
            }
            // Their messages are sentences for people: what the template or the host does not take.
            catch (Exception e) when (e is TemplateException or NotSupportedException)
            {
                throw new ModelException(ModelFailure.Failed, e.Message, e);
            }
            updates.Current.ModelId = model.Name;
            yield return updates.Current;
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
