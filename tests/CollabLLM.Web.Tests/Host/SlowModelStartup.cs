using System.Globalization;
using CollabLLM.Web.Features.Chat;
using CollabLLM.Web.Tests.Host;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

[assembly: HostingStartup(typeof(SlowModelStartup))]

namespace CollabLLM.Web.Tests.Host;

/// <summary>
/// Gives a child process of the tests a model that speaks slowly for a long time, and finishes a text it is given at once. The server
/// takes it when <c>ASPNETCORE_HOSTINGSTARTUPASSEMBLIES</c> names this assembly, and only then.
/// </summary>
public sealed class SlowModelStartup : IHostingStartup
{
    public const string Ending = "and so on.";

    public void Configure(IWebHostBuilder builder) => builder.ConfigureServices(services => services.AddSingleton(new TurnModels(
        name => new TurnModel(name, "slow-1", true, null, text => text.Length / 4, null, new SlowModel()), () => "slow")));

    private sealed class SlowModel : IChatClient
    {
        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (messages.Last().Role == ChatRole.Assistant)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, Ending);
                yield break;
            }
            for (var i = 0; i < 10_000; i++)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, i.ToString(CultureInfo.InvariantCulture) + " ");
                await Task.Delay(10, cancellationToken);
            }
        }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
