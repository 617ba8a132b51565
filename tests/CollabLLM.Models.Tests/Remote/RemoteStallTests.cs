using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Models.Tests.Remote;

/// <summary>A server that stalls, behind the whole pipeline.</summary>
public sealed class RemoteStallTests : RemoteTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _arrived = new();
    private readonly TaskCompletionSource _gone = new();

    [Fact]
    public async Task Before_the_first_word()
    {
        Server.Answer = StallAsync;
        var call = Model().Client.GetResponseAsync(Chat, null, Token);
        await _arrived.Task;
        _time.Advance(TimeSpan.FromSeconds(60));
        var failure = await Assert.ThrowsAsync<ModelException>(() => call);
        Assert.Equal((ModelFailure.TimedOut, "No answer from the model. It did not start within 60 s."), (failure.Failure, failure.Message));
        await _gone.Task;
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task After_the_headers_and_a_role_but_before_the_first_word()
    {
        Server.Answer = async (context, number) =>
        {
            await LocalServer.BeginAsync(context);
            await StallAsync(context, number);
        };
        await using var reply = Model().Client.GetStreamingResponseAsync(Chat, null, Token).GetAsyncEnumerator(Token);
        Assert.True(await reply.MoveNextAsync());
        var next = reply.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Contains("did not start", (await Assert.ThrowsAsync<ModelException>(() => next)).Message, StringComparison.Ordinal);
        await _gone.Task;
    }

    [Fact]
    public async Task Between_words_what_was_said_is_kept()
    {
        Server.Answer = async (context, number) =>
        {
            await LocalServer.BeginAsync(context);
            await LocalServer.WordAsync(context, "Half ");
            await StallAsync(context, number);
        };
        await using var reply = Model().Client.GetStreamingResponseAsync(Chat, null, Token).GetAsyncEnumerator(Token);
        var said = "";
        while (said.Length == 0)
        {
            Assert.True(await reply.MoveNextAsync());
            said += reply.Current.Text;
        }
        var next = reply.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(60));
        var failure = await Assert.ThrowsAsync<ModelException>(() => next);
        Assert.Equal("The model stopped in the middle and said nothing for 60 s.", failure.Message);
        Assert.Equal("Half ", said);
        await _gone.Task;
        Assert.Single(Server.Requests);
    }

    private CatalogModel Model()
    {
        var model = new CatalogModel("remote", new ModelOptions { Provider = ModelProvider.OpenAI });
        new ModelPipeline(_time, NullLoggerFactory.Instance).Build([model]);
        model.Ready(Host());
        return model;
    }

    private async Task StallAsync(HttpContext context, int number)
    {
        context.RequestAborted.Register(() => _gone.TrySetResult());
        _arrived.TrySetResult();
        await _gone.Task;
    }
}
