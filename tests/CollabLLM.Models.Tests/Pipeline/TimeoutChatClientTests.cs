using CollabLLM.Models.Pipeline;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Models.Tests.Pipeline;

public sealed class TimeoutChatClientTests : IAsyncDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Total = TimeSpan.FromMinutes(10);
    private readonly FakeTimeProvider _time = new();
    private readonly HandClient _host = new();
    private readonly CancellationTokenSource _caller = new();
    private readonly IAsyncEnumerator<ChatResponseUpdate> _reply;

    public TimeoutChatClientTests() =>
        _reply = new TimeoutChatClient(_host, Idle, Total, _time).GetStreamingResponseAsync("Hello", null, _caller.Token).GetAsyncEnumerator(_caller.Token);

    public async ValueTask DisposeAsync()
    {
        _host.End();
        await _reply.DisposeAsync();
        _caller.Dispose();
    }

    [Fact]
    public async Task Silence_before_the_first_word_ends_the_call()
    {
        var next = _reply.MoveNextAsync().AsTask();
        _time.Advance(Idle - TimeSpan.FromSeconds(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("No answer from the model. It did not start within 60 s.", await TimedOutAsync(next));
        await _host.Left;
    }

    [Fact]
    public async Task An_update_without_a_word_is_no_beginning()
    {
        _host.Say("");
        Assert.True(await _reply.MoveNextAsync());
        var next = _reply.MoveNextAsync().AsTask();
        _time.Advance(Idle);
        Assert.Contains("did not start", await TimedOutAsync(next), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_between_words_ends_the_call_and_each_word_starts_the_clock_anew()
    {
        for (var word = 0; word < 5; word++)
        {
            var spoken = _reply.MoveNextAsync().AsTask();
            _time.Advance(Idle - TimeSpan.FromSeconds(1));
            _host.Say("word ");
            Assert.True(await spoken);
        }
        var next = _reply.MoveNextAsync().AsTask();
        _time.Advance(Idle);
        Assert.Equal("The model stopped in the middle and said nothing for 60 s.", await TimedOutAsync(next));
    }

    [Fact]
    public async Task Who_never_ends_is_ended_though_never_silent()
    {
        for (var spent = TimeSpan.Zero; spent < Total - Idle; spent += TimeSpan.FromSeconds(30))
        {
            _host.Say("word ");
            Assert.True(await _reply.MoveNextAsync());
            _time.Advance(TimeSpan.FromSeconds(30));
        }
        var next = _reply.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(59));
        _host.Say("word ");
        Assert.True(await next);
        next = _reply.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("No complete answer from the model. It wrote for longer than 10 minutes.", await TimedOutAsync(next));
    }

    [Fact]
    public async Task A_slow_reader_is_not_silence_of_the_model()
    {
        _host.Say("one ", "two ");
        Assert.True(await _reply.MoveNextAsync());
        _time.Advance(Idle * 3);
        Assert.True(await _reply.MoveNextAsync());
        Assert.Equal("two ", _reply.Current.Text);
    }

    [Fact]
    public async Task A_host_that_ignores_its_token_does_not_hold_the_caller_and_is_disposed_when_it_comes_back()
    {
        _host.Deaf = true;
        var next = _reply.MoveNextAsync().AsTask();
        _time.Advance(Idle);
        await TimedOutAsync(next);
        await _reply.DisposeAsync();
        Assert.False(_host.Left.IsCompleted);
        _host.Say("too late");
        await _host.Left;
    }

    [Fact]
    public async Task Whatever_a_host_throws_when_it_is_cancelled_it_is_a_time_out()
    {
        _host.OnCancel = new IOException("the connection was aborted");
        var next = _reply.MoveNextAsync().AsTask();
        _time.Advance(Idle);
        await TimedOutAsync(next);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_no_time_out()
    {
        var next = _reply.MoveNextAsync().AsTask();
        await _caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task A_failure_of_the_host_passes_as_it_is()
    {
        _host.Fail(new InvalidOperationException("broken"));
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => _reply.MoveNextAsync().AsTask())).Message);
    }

    private static async Task<string> TimedOutAsync(Task next)
    {
        var failure = await Assert.ThrowsAsync<ModelException>(() => next);
        Assert.Equal(ModelFailure.TimedOut, failure.Failure);
        return failure.Message;
    }
}
