using System.Diagnostics;
using CollabLLM.Models.Pipeline;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Models.Tests.Pipeline;

/// <summary>All stages together, over a host that the test speaks for.</summary>
public sealed class PipelineTests : IDisposable
{
    private const string Secret = "pomegranate";
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedLog _log = new();
    private readonly string _name = $"model-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task The_log_has_a_line_for_each_call_and_nothing_of_what_was_said()
    {
        var good = Model(Speaking(Secret));
        await good.Client.GetResponseAsync(Secret, new ChatOptions { Instructions = Secret }, Token);
        var bad = new HandClient();
        bad.Say(Secret);
        bad.Fail(new ModelException(ModelFailure.Busy, "The model's server asks to slow down."));
        await Assert.ThrowsAsync<ModelException>(() => Model(bad).Client.GetResponseAsync(Secret, null, Token));

        var calls = _log.Lines.Where(l => l.Contains(nameof(CallLogChatClient), StringComparison.Ordinal)).ToList();
        Assert.Collection(
            calls,
            line => Assert.Contains($"{_name}: 1 messages, 3 tokens in, 4 out, 0 ms, completed.", line, StringComparison.Ordinal),
            line => Assert.Contains("Busy.", line, StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, l => l.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_is_given_up_is_logged_as_ended_early()
    {
        var host = new HandClient();
        host.Say("one ");
        await foreach (var _ in Model(host).Client.GetStreamingResponseAsync("Hello", null, Token)) break;
        Assert.Contains(_log.Lines, l => l.Contains("ended early.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_trace_names_model_and_tokens_and_nothing_of_what_was_said()
    {
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ModelPipeline.TraceSource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (activities) activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await Model(Speaking(Secret)).Client.GetResponseAsync(Secret, new ChatOptions { Instructions = Secret }, Token);

        Activity mine;
        lock (activities) mine = Assert.Single(activities, a => a.DisplayName.Contains(_name, StringComparison.Ordinal));
        Assert.Equal(3, mine.GetTagItem("gen_ai.usage.input_tokens"));
        var all = string.Join('\n', mine.TagObjects.Select(t => $"{t.Key}={t.Value}").Concat(mine.Events.SelectMany(e => e.Tags).Select(t => $"{t.Key}={t.Value}")));
        Assert.DoesNotContain(Secret, all + mine.StatusDescription, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_ones_turn_is_not_silence_of_the_model()
    {
        var (first, second) = (new HandClient(), new HandClient());
        var hosts = new Queue<HandClient>([first, second]);
        var model = Model(new Turns(hosts.Dequeue), slots: 1);
        await using var one = model.Client.GetStreamingResponseAsync("a", null, Token).GetAsyncEnumerator(Token);
        first.Say("one");
        Assert.True(await one.MoveNextAsync());
        await using var two = model.Client.GetStreamingResponseAsync("b", null, Token).GetAsyncEnumerator(Token);
        Assert.True(await two.MoveNextAsync());
        Assert.Equal(0, QueuePosition.Of(two.Current)!.Ahead);
        var turn = two.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.False(turn.IsCompleted);
        first.End();
        Assert.False(await one.MoveNextAsync());
        second.Say("two");
        Assert.True(await turn);
        Assert.Equal(QueuePosition.Served, QueuePosition.Of(two.Current));
        Assert.True(await two.MoveNextAsync());
        Assert.Equal("two", two.Current.Text);
    }

    [Fact]
    public async Task Loading_is_waited_for_however_long_it_takes_and_is_no_silence_either()
    {
        var model = Unloaded();
        var call = model.Client.GetResponseAsync("Hello", null, Token);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(call.IsCompleted);
        model.Ready(Host(Speaking("Here I am.")));
        Assert.Equal("Here I am.", (await call).Text);
        Assert.Equal(_name, (await call).ModelId);
    }

    [Fact]
    public async Task A_model_that_failed_to_load_says_so_to_whoever_waited_and_to_whoever_comes()
    {
        var model = Unloaded();
        var waiting = model.Client.GetResponseAsync("Hello", null, Token);
        model.Fail("Models:Catalogue:x:Path: there is no file /secret/place.");
        foreach (var call in new[] { waiting, model.Client.GetResponseAsync("Hello", null, Token) })
        {
            var failure = await Assert.ThrowsAsync<ModelException>(() => call);
            Assert.Equal((ModelFailure.Unavailable, $"{_name} is not available."), (failure.Failure, failure.Message));
        }
        Assert.Equal(ModelState.Failed, model.State);
    }

    [Fact]
    public async Task The_slot_comes_back_whatever_happens()
    {
        HandClient host = null!;
        var model = Model(new Turns(() => host), slots: 1);

        host = Speaking("fine");
        await model.Client.GetResponseAsync("completed", null, Token);

        host = new HandClient();
        host.Fail(new InvalidOperationException("broken"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => model.Client.GetResponseAsync("failed", null, Token));

        host = new HandClient();
        host.Say("one");
        await foreach (var _ in model.Client.GetStreamingResponseAsync("left", null, Token)) break;

        host = new HandClient();
        using (var cancel = new CancellationTokenSource())
        {
            var call = model.Client.GetResponseAsync("cancelled", null, cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        host = new HandClient { Deaf = true };
        var silent = model.Client.GetResponseAsync("timed out", null, Token);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<ModelException>(() => silent);

        host = Speaking("still here");
        var updates = await model.Client.GetStreamingResponseAsync("again", null, Token).ToListAsync(Token);
        Assert.DoesNotContain(updates, u => QueuePosition.Of(u) is not null);
        Assert.Equal("still here", string.Concat(updates.Select(u => u.Text)));
    }

    [Fact]
    public async Task Who_does_not_stream_hears_nothing_of_the_queue()
    {
        var first = new HandClient();
        var hosts = new Queue<HandClient>([first, Speaking("two")]);
        var model = Model(new Turns(hosts.Dequeue), slots: 1);
        var one = model.Client.GetResponseAsync("a", null, Token);
        var two = model.Client.GetResponseAsync("b", null, Token);
        first.Say("one");
        first.End();
        Assert.Equal("one", (await one).Text);
        Assert.Equal("two", Assert.Single((await two).Messages).Text);
        Assert.False((await two).AdditionalProperties?.ContainsKey(QueuePosition.Key) ?? false);
    }

    private static HandClient Speaking(string text)
    {
        var host = new HandClient();
        host.Say(text);
        host.Count(3, 4);
        host.End();
        return host;
    }

    private static ModelHost Host(IChatClient client) => new(client, "print-1", CanPrefill: false, null, ModelHost.EstimateTokens);

    private CatalogModel Unloaded(int slots = 8)
    {
        var model = new CatalogModel(_name, new ModelOptions { Slots = slots });
        new ModelPipeline(_time, _log).Build([model]);
        return model;
    }

    private CatalogModel Model(IChatClient client, int slots = 8)
    {
        var model = Unloaded(slots);
        model.Ready(Host(client));
        return model;
    }

    /// <summary>Another client for each call.</summary>
    private sealed class Turns(Func<IChatClient> next) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            next().GetResponseAsync(messages, options, cancellationToken);

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            next().GetStreamingResponseAsync(messages, options, cancellationToken);

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
