using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;

namespace CollabLLM.Web.Tests.Turns;

/// <summary>Turns are tested on both databases: each abstract class has a sealed one for each.</summary>
public abstract class TurnTests(TestDatabase database) : IAsyncLifetime
{
    /// <summary>Longer than anything takes on a busy machine.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<Node> _nodes = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected TestDatabase Database => database;

    protected Guid Person { get; } = Guid.CreateVersion7();

    public async ValueTask InitializeAsync() => await database.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<Node> StartNodeAsync(params (string Key, string Value)[] settings)
    {
        var node = new Node(database.Configuration, settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        _nodes.Add(node);
        return await node.StartAsync();
    }

    internal SendRequest Hello(Guid? session = null, Guid? parent = null, string text = "Hello", GenerationSettings? settings = null) => new()
    {
        PersonId = Person,
        SessionId = session ?? Guid.CreateVersion7(),
        MessageId = Guid.CreateVersion7(),
        ReplyId = Guid.CreateVersion7(),
        ParentId = parent,
        Text = text,
        ModelName = Node.ModelName,
        Settings = settings,
        Producer = "",
    };

    internal StartReplyRequest Again(StartedReply reply, Guid? continues = null) => new()
    {
        PersonId = Person,
        SessionId = reply.SessionId,
        UserMessageId = reply.UserMessageId,
        ReplyId = Guid.CreateVersion7(),
        ContinuesId = continues,
        ModelName = Node.ModelName,
        Producer = "",
    };

    /// <summary>A reply that has begun to speak.</summary>
    internal async Task<(StartedReply Reply, Speech Speech)> SpeakingAsync(Node node, string text = "Some words")
    {
        var reply = await node.SendAsync(Hello());
        var speech = await node.Model.NextCallAsync();
        speech.Say(text);
        await node.SeenAsync(reply.ReplyId, text);
        return (reply, speech);
    }

    internal static async Task UntilAsync(Func<bool> condition)
    {
        var until = Task.Delay(Patience, Token);
        while (!condition())
        {
            if (until.IsCompleted) Assert.Fail("It did not happen in time.");
            await Task.Delay(10, Token);
        }
    }

    /// <summary>What is stored is what a viewer was told, event by event.</summary>
    internal async Task<MessageView> AssertStoredAsync(Node node, StartedReply reply, ReplyEvent.Ended end)
    {
        var message = await node.ReadAsync(reply.SessionId, Person, reply.ReplyId);
        var replay = await node.Log.ReadEventsAsync(reply.ReplyId, 0, Token);
        Assert.Equal(end.FinalText, message.Text);
        Assert.Equal(end.FinalText, string.Concat(replay!.Events.Select(e => e.Text)));
        Assert.Equal(Enumerable.Range(1, replay.Events.Count).Select(n => (long)n), replay.Events.Select(e => e.Seq));
        Assert.Equal((end.Outcome, end.Cause), (message.Reply!.Outcome, message.Reply.Cause));
        return message;
    }
}
