using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Tests.Remote;

/// <summary>Servers that misbehave. Each is one sentence without key, address, chat or the server's own words.</summary>
public sealed class RemoteFailureTests : RemoteTests
{
    [Theory]
    [InlineData(400, ModelFailure.Failed, "refused the request")]
    [InlineData(401, ModelFailure.Unavailable, "refused the key")]
    [InlineData(403, ModelFailure.Unavailable, "refused the key")]
    [InlineData(404, ModelFailure.Unavailable, "does not know this model")]
    [InlineData(413, ModelFailure.Failed, "refused the request")]
    [InlineData(418, ModelFailure.Failed, "failed")]
    [InlineData(308, ModelFailure.Unavailable, "points elsewhere")]
    public async Task A_refusal_is_asked_once_and_said_in_our_words(int status, ModelFailure kind, string words)
    {
        Server.Answer = (context, _) => RefuseAsync(context, status);
        var failure = await FailsAsync();
        Assert.Equal(kind, failure.Failure);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData(500, ModelFailure.Failed, "failed")]
    [InlineData(503, ModelFailure.Failed, "failed")]
    [InlineData(429, ModelFailure.Busy, "asks to slow down")]
    public async Task What_may_pass_is_tried_again_and_not_for_ever(int status, ModelFailure kind, string words)
    {
        Server.Answer = (context, _) => RefuseAsync(context, status);
        var failure = await FailsAsync();
        Assert.Equal(kind, failure.Failure);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, Server.Requests.Count);
        Assert.All(Server.Requests, r => Assert.Equal($"Bearer {Key}", r.Headers["Authorization"]));
        Assert.All(Time.Pauses, p => Assert.True(p <= TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Without_retries_it_is_asked_once()
    {
        Server.Answer = (context, _) => RefuseAsync(context, 500);
        await FailsAsync(o => o.Retries = 0);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_server_that_asks_to_slow_down_is_asked_again_when_it_said()
    {
        Server.Answer = (context, number) =>
        {
            if (number > 0) return LocalServer.SayAsync(context, "Now.");
            context.Response.Headers.RetryAfter = "7";
            return RefuseAsync(context, 429);
        };
        Assert.Equal("Now.", (await Host().Client.GetResponseAsync("Hi", null, Token)).Text);
        Assert.Equal([TimeSpan.FromSeconds(7)], Time.Pauses);
        Assert.Equal(Server.Requests[0].Body.GetRawText(), Server.Requests[1].Body.GetRawText());
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_busy()
    {
        Server.Answer = (context, _) =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return RefuseAsync(context, 429);
        };
        Assert.Equal(ModelFailure.Busy, (await FailsAsync()).Failure);
        Assert.Single(Server.Requests);
        Assert.Empty(Time.Pauses);
    }

    [Fact]
    public async Task After_the_first_word_nothing_is_asked_twice()
    {
        // An abort throws away what the other side has not read yet.
        var read = new TaskCompletionSource();
        Server.Answer = async (context, _) =>
        {
            await LocalServer.BeginAsync(context);
            await LocalServer.WordAsync(context, "Half ");
            await read.Task;
            context.Abort();
        };
        var words = new List<string>();
        var failure = await Assert.ThrowsAsync<ModelException>(async () =>
        {
            await foreach (var update in Host().Client.GetStreamingResponseAsync(Chat, null, Token))
            {
                words.Add(update.Text);
                if (update.Text.Length > 0) read.TrySetResult();
            }
        });
        Assert.Equal((ModelFailure.Failed, "The model's server broke off in the middle."), (failure.Failure, failure.Message));
        Assert.Equal("Half ", string.Concat(words));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_connection_that_drops_before_any_answer_is_tried_again()
    {
        Server.Answer = (context, number) =>
        {
            if (number > 0) return LocalServer.SayAsync(context, "Second try.");
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal("Second try.", (await Host().Client.GetResponseAsync("Hi", null, Token)).Text);
        Server.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal("The model's server closed the connection without an answer.", (await FailsAsync()).Message);
    }

    [Theory]
    [InlineData(true, "broke off in the middle")]
    [InlineData(false, "closed the connection without an answer")]
    public async Task A_polite_end_without_a_reason_is_no_end(bool speaks, string words)
    {
        Server.Answer = async (context, _) =>
        {
            await LocalServer.BeginAsync(context);
            if (speaks) await LocalServer.WordAsync(context, "Half ");
            await LocalServer.EventAsync(context, "[DONE]");
        };
        Assert.Contains(words, (await FailsAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/event-stream", "data: {not json " + Blurted + "\n\n")]
    [InlineData("text/event-stream", "data: [1, 2, 3]\n\n")]
    [InlineData("text/event-stream", "data: \"" + Blurted + "\"\n\n")]
    [InlineData("text/event-stream", "data: {\"choices\": \"" + Blurted + "\"}\n\n")]
    [InlineData("text/html", "<html><body>" + Blurted + "</body></html>")]
    [InlineData("application/json", "{\"error\": \"" + Blurted + "\"}")]
    public async Task Garbage_is_something_that_is_not_an_answer(string type, string body)
    {
        Server.Answer = (context, _) => WriteAsync(context, 200, type, body);
        var failure = await FailsAsync();
        Assert.Equal((ModelFailure.Failed, "The model's server sent something that is not an answer."), (failure.Failure, failure.Message));
        Assert.Single(Server.Requests);
    }

    [Theory]
    [InlineData("data: {\"error\": {\"message\": \"" + Blurted + "\"}}\n\n")]
    [InlineData("event: error\ndata: {}\n\n")]
    [InlineData(Blurted + " and nothing that is an event\n")]
    [InlineData("")]
    public async Task A_stream_without_a_word_is_no_answer(string body)
    {
        Server.Answer = (context, _) => WriteAsync(context, 200, "text/event-stream", body);
        Assert.Equal(ModelFailure.Failed, (await FailsAsync()).Failure);
    }

    [Fact]
    public async Task A_line_without_end_is_given_up_before_it_fills_the_memory()
    {
        // Read to its end, the answer would be one without a word, which is another sentence.
        Server.Answer = (context, _) => WriteAsync(context, 200, "text/event-stream", "data: " + new string('x', 4 * 1024 * 1024));
        Assert.Equal("The model's server sent something that is not an answer.", (await FailsAsync()).Message);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_cannot_be_reached()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var failure = await FailsAsync(o => o.Endpoint = $"http://127.0.0.1:{port}/v1");
        Assert.Equal((ModelFailure.Unavailable, "The model's server cannot be reached."), (failure.Failure, failure.Message));
        Assert.Equal(2, Time.Pauses.Count);
    }

    [Fact]
    public async Task A_name_that_is_no_server_cannot_be_reached()
    {
        var failure = await FailsAsync(o => (o.Endpoint, o.Retries) = ("http://no-such-host.invalid/v1", 0));
        Assert.Equal(ModelFailure.Unavailable, failure.Failure);
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one_and_ends_the_call_at_the_server()
    {
        var gone = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        Server.Answer = async (context, _) =>
        {
            context.RequestAborted.Register(() => gone.TrySetResult());
            await LocalServer.BeginAsync(context);
            begun.TrySetResult();
            await gone.Task;
        };
        using var cancel = new CancellationTokenSource();
        var call = Host().Client.GetResponseAsync("Hi", null, cancel.Token);
        await begun.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await gone.Task;
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.Headers.Location = "http://127.0.0.2:9/elsewhere";
        return WriteAsync(context, status, "application/json", $$$"""{"error":{"message":"{{{Blurted}}} {{{Key}}} {{{Chat}}}"}}""");
    }

    private static async Task WriteAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body);
    }
}
