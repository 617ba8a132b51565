using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using CsCheck;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Tests.Sessions;

/// <summary>Random operations, sensible and not, leave every invariant of the log standing.</summary>
public abstract class RandomWalkTests(TestDatabase database) : DataTests(database)
{
    private static readonly string[] Pieces = ["word ", "😀", "\n", "ü\0", "\uD83D", "x"];

    [Fact]
    public async Task Any_sequence_of_operations_keeps_the_invariants() =>
        await Gen.Int[0, 1_000_000].Array[5, 60].SampleAsync(
            async steps =>
            {
                var walk = new Walk(Log, Guid.CreateVersion7(), Guid.CreateVersion7());
                foreach (var step in steps) await walk.StepAsync(step);
                await CheckAsync(walk.SessionId);
                if (walk.ForkId is { } fork) await CheckAsync(fork);
            },
            iter: 25,
            threads: 4);

    private async Task CheckAsync(Guid sessionId)
    {
        await using var db = Database.Open();
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == sessionId, Token);
        if (session is null) return;
        var messages = await db.Messages.AsNoTracking().Where(m => m.SessionId == sessionId).OrderBy(m => m.Ordinal).ToListAsync(Token);
        var replies = await db.Replies.AsNoTracking().Where(r => r.SessionId == sessionId).ToDictionaryAsync(r => r.Id, Token);
        var ids = replies.Keys.ToList();
        var events = (await db.ReplyEvents.AsNoTracking().Where(e => ids.Contains(e.ReplyId)).OrderBy(e => e.Seq).ToListAsync(Token))
            .ToLookup(e => e.ReplyId);
        var byId = messages.ToDictionary(m => m.Id);

        Assert.Equal(Enumerable.Range(1, messages.Count), messages.Select(m => m.Ordinal));
        Assert.Equal(messages.Count, session.LastOrdinal);
        Assert.Contains(session.CurrentMessageId!.Value, byId.Keys);
        Assert.InRange(replies.Values.Count(r => r.Outcome is null), 0, 1);
        foreach (var message in messages)
        {
            Assert.Equal(message.Text, SafeText.Clean(message.Text));
            Assert.Equal(message.Role == MessageRole.Assistant, replies.ContainsKey(message.Id));
            if (message.ParentId is { } parent)
            {
                Assert.True(byId[parent].Ordinal < message.Ordinal);
                Assert.NotEqual(byId[parent].Role, message.Role);
            }
            else
            {
                Assert.Equal(MessageRole.User, message.Role);
            }
        }
        foreach (var reply in replies.Values)
        {
            var said = events[reply.Id].ToList();
            Assert.Equal(Enumerable.Range(1, said.Count).Select(i => (long)i), said.Select(e => e.Seq));
            Assert.Equal(reply.Outcome is null ? "" : string.Concat(said.Select(e => e.Text)), byId[reply.Id].Text);
            Assert.Equal(byId[reply.Id].ParentId, reply.UserMessageId);
            Assert.Equal(reply.Outcome is null, reply.EndedAt is null);
        }
    }

    /// <summary>One person at one session; a number decides what they do next and with what.</summary>
    private sealed class Walk(SessionLog log, Guid person, Guid session)
    {
        private readonly List<(Guid User, Guid Reply)> _turns = [];
        private SendRequest? _last;
        private Guid? _running;
        private long _seq;

        public Guid SessionId => session;

        public Guid? ForkId { get; private set; }

        public async Task StepAsync(int choice)
        {
            var pick = choice / 10;
            switch (choice % 10)
            {
                case 0 or 1:
                    await SendAsync(Hello(person, session, pick % 3 == 0 || _turns.Count == 0 ? null : _turns[pick % _turns.Count].Reply, $"Message {pick}"));
                    break;
                case 2 when _last is not null:
                    await SendAsync(_last);
                    break;
                case 3 or 4 or 5 when _running is { } reply:
                    var seq = pick % 7 == 0 ? _seq + 2 : _seq + 1;
                    if ((await log.AppendEventsAsync([new ReplyDelta(reply, seq, Pieces[pick % Pieces.Length])], Token)).Count == 0) _seq = seq;
                    break;
                case 6 when _running is { } reply:
                    await log.EndReplyAsync(
                        new ReplyEnding(reply, (ReplyOutcome)(pick % 5)) { SeenLength = pick % 2 == 0 ? pick % 12 : null }, Token);
                    _running = null;
                    break;
                case 7 when _turns.Count > 0:
                    var (user, answered) = _turns[pick % _turns.Count];
                    await StartAsync(user, pick % 2 == 0 ? answered : null);
                    break;
                case 8 when _turns.Count > 0:
                    await log.SelectPathAsync(person, session, _turns[pick % _turns.Count].User, Token);
                    break;
                case 9 when _turns.Count > 0:
                    var fork = Guid.CreateVersion7();
                    var scope = pick % 2 == 0 ? ForkScope.PathOnly : ForkScope.WholeTree;
                    if (await log.ForkAsync(person, session, _turns[pick % _turns.Count].Reply, scope, fork, Token) is ChangeOutcome.Done) ForkId = fork;
                    break;
            }
        }

        private async Task SendAsync(SendRequest request)
        {
            _last = request;
            if (await log.SendAsync(request, Token) is StartOutcome.Accepted accepted) Started(accepted.Reply);
        }

        private async Task StartAsync(Guid user, Guid? continues)
        {
            var request = new StartReplyRequest
            {
                PersonId = person,
                SessionId = session,
                UserMessageId = user,
                ReplyId = Guid.CreateVersion7(),
                ContinuesId = continues,
                ModelName = "small",
                Producer = "tests",
            };
            if (await log.StartReplyAsync(request, Token) is StartOutcome.Accepted accepted) Started(accepted.Reply);
        }

        private void Started(StartedReply reply)
        {
            _turns.Add((reply.UserMessageId, reply.ReplyId));
            (_running, _seq) = (reply.ReplyId, reply.LastSeq);
        }
    }
}

public sealed class SqliteRandomWalkTests(SqliteTestDatabase database) : RandomWalkTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRandomWalkTests(PostgresTestDatabase database) : RandomWalkTests(database), IClassFixture<PostgresTestDatabase>;
