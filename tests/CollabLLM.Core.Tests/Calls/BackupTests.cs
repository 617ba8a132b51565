using CollabLLM.Core.Calls;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Core.Tests.Calls;

/// <summary>A slow call may be sent a second time, into a slot that nobody waits for.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly TimeSpan After = TimeSpan.FromSeconds(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("collab-backup-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly SemaphoreSlim _heard = new(0);
    private readonly List<TaskCompletionSource<string>> _answers = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sooner_answer_counts_and_the_other_call_is_called_off()
    {
        using var journal = CallJournal.Open(Path.Combine(_folder, "calls.jsonl"));
        var runner = new CallRunner(new(), _time, journal, retry: RetryPolicy.Default with { BackupAfter = After });
        var asking = runner.AskAsync(Call(Model(), "slow"), Token);
        await _heard.WaitAsync(Token);
        _time.Advance(After);
        await _heard.WaitAsync(Token);
        _answers[1].SetResult("second");
        Assert.Equal("second", (await asking).Text);
        Assert.True(_answers[0].Task.IsCanceled);
        Assert.Equal((1, 1), (runner.Ledger.Lines[0].Calls, runner.Ledger.Lines[0].FailedAttempts));
        Assert.Equal(1, journal.Count);
        Assert.Equal("second", (await runner.AskAsync(Call(Model(), "slow"), Token)).Text);
    }

    [Fact]
    public async Task A_backup_that_fails_changes_nothing()
    {
        var runner = new CallRunner(new(), _time, retry: RetryPolicy.Default with { BackupAfter = After });
        var asking = runner.AskAsync(Call(Model(), "slow"), Token);
        await _heard.WaitAsync(Token);
        _time.Advance(After);
        await _heard.WaitAsync(Token);
        _answers[1].SetException(new HttpRequestException("no"));
        _answers[0].SetResult("first");
        Assert.Equal("first", (await asking).Text);
    }

    [Fact]
    public async Task Nobody_who_waits_for_a_slot_waits_longer_for_a_backup()
    {
        var runner = new CallRunner(new(), _time, retry: RetryPolicy.Default with { BackupAfter = After });
        var model = Model(concurrency: 2);
        var (slow, other, waiting) = (runner.AskAsync(Call(model, "slow"), Token), runner.AskAsync(Call(model, "other"), Token), runner.AskAsync(Call(model, "waiting"), Token));
        await _heard.WaitAsync(Token);
        await _heard.WaitAsync(Token);
        _time.Advance(After);
        // A slot becomes free: who waits gets it, though the backup has asked for it too.
        _answers[1].SetResult("b");
        await other;
        await _heard.WaitAsync(Token);
        Assert.Equal(3, _answers.Count);
        _answers[2].SetResult("c");
        Assert.Equal("c", (await waiting).Text);
        await _heard.WaitAsync(Token);
        _answers[3].SetResult("a");
        Assert.Equal("a", (await slow).Text);
    }

    [Fact]
    public async Task Usually_nothing_is_sent_twice()
    {
        var asking = new CallRunner(new(), _time).AskAsync(Call(Model(), "slow"), Token);
        await _heard.WaitAsync(Token);
        _time.Advance(TimeSpan.FromHours(1));
        _answers[0].SetResult("first");
        Assert.Equal("first", (await asking).Text);
        Assert.Single(_answers);
    }

    public void Dispose()
    {
        _heard.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private NamedModel Model(int concurrency = 4) => new HandModel(async (_, _, cancellationToken) =>
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var called = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        lock (_answers) _answers.Add(answer);
        _heard.Release();
        return await answer.Task;
    }).Named(concurrency: concurrency);

    private static ModelCall Call(NamedModel model, string text) => new()
    {
        Model = model,
        Role = CallRole.User,
        Messages = [new(ChatRole.User, text)],
        Settings = new() { Seed = 1 },
        Address = text,
    };
}
