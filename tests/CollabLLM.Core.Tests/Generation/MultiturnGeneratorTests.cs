using System.Text.Json;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Generation;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Tests.Simulation;

namespace CollabLLM.Core.Tests.Generation;

/// <summary>Both sides are scripted; a reply's reward is the number it says.</summary>
public sealed class MultiturnGeneratorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collab-generate-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Goes_on_with_the_best_candidate_and_the_first_of_equals()
    {
        var conversation = await Generator(Assistant(seed => seed % 2 == 0 ? "worth 1" : "worth 2")).RunAsync(Goal(), "0", 3, null, Token);
        Assert.NotEmpty(conversation.Turns);
        Assert.All(conversation.Turns, t =>
        {
            var best = t.Candidates.Max(c => c.Score);
            Assert.Equal(t.Candidates.ToList().FindIndex(c => c.Score == best), t.Chosen);
        });
        foreach (var (turn, next) in conversation.Turns.Zip(conversation.Turns.Skip(1)))
        {
            Assert.Equal(turn.Candidates[turn.Chosen].Completion, next.Prompt[turn.Prompt.Count].Content);
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(1, 0)]
    public async Task No_turn_begins_once_the_messages_are_used_up(int most, int turns)
    {
        var conversation = await Generator(Assistant(_ => "worth 1"), new() { MaxMessages = most }).RunAsync(Goal(), "0", 3, null, Token);
        // The published code begins a turn at every length below the limit, of which there are the odd ones.
        Assert.Equal(turns, conversation.Turns.Count);
        Assert.Equal(StopReason.Budget, conversation.Stop);
    }

    [Fact]
    public async Task A_window_of_zero_asks_for_the_next_user_message_instead_of_failing()
    {
        var conversation = await Generator(Assistant(_ => "worth 1"), new() { MaxMessages = 6, FutureMessages = 0 }).RunAsync(Goal(), "0", 3, null, Token);
        Assert.Equal(3, conversation.Turns.Count);
        Assert.Null(conversation.Failure);
    }

    [Fact]
    public async Task A_fresh_user_message_is_not_the_one_of_a_future()
    {
        var user = new PlayedModel((_, options, _) => Task.FromResult($"user says {options.Seed}"));
        var conversation = await Generator(Assistant(_ => "worth 1"), new() { NextUser = NextUserTurn.Fresh, MaxMessages = 6 }, user).RunAsync(Goal(), "0", 3, null, Token);
        foreach (var (turn, next) in conversation.Turns.Zip(conversation.Turns.Skip(1)))
        {
            var futures = turn.Candidates[turn.Chosen].Estimate!.Futures.Select(f => f.Conversation.Messages[turn.Prompt.Count + 1].Content);
            Assert.DoesNotContain(next.Prompt[^1].Content, futures);
        }
    }

    [Fact]
    public async Task The_signal_ends_it_without_another_turn()
    {
        var user = new PlayedModel(messages => messages[^1].Text.Contains("assistant:", StringComparison.Ordinal) ? "thanks [[TERMINATE CHAT]]" : "hello");
        var conversation = await Generator(Assistant(_ => "worth 1"), user: user).RunAsync(Goal(), "0", 3, null, Token);
        Assert.Equal((1, StopReason.Signal), (conversation.Turns.Count, conversation.Stop));
    }

    [Fact]
    public async Task A_candidate_without_a_reply_is_no_candidate_and_never_a_zero()
    {
        // The first candidate has address …/c0/reply and a seed of its own, here made to fail.
        var bad = Seeds.Derive(3, "0/t0/c0/reply/1/assistant");
        var assistant = new PlayedModel((_, options, _) => options.Seed == bad ? throw new HttpRequestException("refused") : Task.FromResult("worth -5"));
        var conversation = await Generator(assistant, new() { MaxMessages = 2 }).RunAsync(Goal(), "0", 3, null, Token);
        var turn = Assert.Single(conversation.Turns);
        Assert.Equal(1, turn.Chosen);
        Assert.Null(turn.Candidates[0].Score);
        Assert.Contains("refused", turn.Candidates[0].Failure!.Reason, StringComparison.Ordinal);
        // Three replies of −5 each: the candidate and two in its future.
        Assert.Equal(-15, turn.Candidates[1].Score);
    }

    [Fact]
    public async Task Without_any_candidate_the_turns_before_stay_and_the_cause_is_told()
    {
        var assistant = new PlayedModel(messages => messages.Count > 1 ? throw new HttpRequestException("refused") : "worth 1");
        var conversation = await Generator(assistant, new() { FutureMessages = 1 }).RunAsync(Goal(), "0", 3, null, Token);
        Assert.Equal((1, StopReason.Error), (conversation.Turns.Count, conversation.Stop));
        Assert.Contains("refused", conversation.Failure!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cut_off_anywhere_and_started_again_it_makes_no_call_twice_and_gives_the_same()
    {
        var whole = await RunAsync(long.MaxValue, "whole");
        Assert.True(whole.Calls > 60);
        for (var cut = 1L; cut < whole.Calls; cut += 13)
        {
            var name = $"cut-{cut}";
            var first = await RunAsync(cut, name);
            Assert.Equal((cut, (string?)null), (first.Calls, first.Result));
            var second = await RunAsync(long.MaxValue, name);
            Assert.Equal(whole.Calls, first.Calls + second.Calls);
            Assert.Equal(whole.Result, second.Result);
        }
    }

    [Fact]
    public void Strategies_and_temperatures_go_round()
    {
        var plan = new CandidatePlan { Count = 5, ProactiveRatio = 0.5, StrategyOf = [.. CandidatePlan.Strategies], TemperatureOf = [0.7, 1] };
        Assert.Equal(["ask", "draft", "options", "contrast", "ask"], plan.Modes().Select(m => m.Strategy));
        Assert.Equal([0.7, 1, 0.7, 1, 0.7], plan.Modes().Select(m => m.Temperature!.Value));
        Assert.Equal([true, true, false, false, false], plan.Modes().Select(m => m.Proactive));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Core.Datasets.Goal Goal() => new("g", "a wish", "gold");

    private static PlayedModel Assistant(Func<long, string> says) => new((_, options, _) => Task.FromResult(says(options.Seed!.Value)));

    /// <summary>Runs with a journal until so many calls were answered; the process is then as good as dead.</summary>
    private async Task<(long Calls, string? Result)> RunAsync(long dieAfter, string name)
    {
        using var journal = CallJournal.Open(Path.Combine(_folder, name));
        var (calls, dead) = (0L, new CancellationTokenSource());
        Task<string> Answer(string text)
        {
            if (Interlocked.Increment(ref calls) <= dieAfter) return Task.FromResult(text);
            Interlocked.Decrement(ref calls);
            dead.Cancel();
            throw new OperationCanceledException(dead.Token);
        }

        var assistant = new PlayedModel((_, options, _) => Answer($"worth {options.Seed % 7}, {options.Seed}"));
        var user = new PlayedModel((_, options, _) => Answer($"user says {options.Seed}"));
        try
        {
            var conversation = await Generator(assistant, new() { MaxMessages = 6, NextUser = NextUserTurn.Fresh }, user, journal).RunAsync(Goal(), "0", 3, null, dead.Token);
            return (calls, JsonSerializer.Serialize(conversation.Turns.Select(t => (t.Chosen, t.Prompt, t.Candidates.Select(c => (c.Completion, c.Score)))), Fields));
        }
        catch (OperationCanceledException)
        {
            return (calls, null);
        }
        finally
        {
            dead.Dispose();
        }
    }

    private static readonly JsonSerializerOptions Fields = new() { IncludeFields = true };

    private static MultiturnGenerator Generator(PlayedModel assistant, GeneratorSettings? settings = null, PlayedModel? user = null, CallJournal? journal = null)
    {
        var calls = new CallRunner(new(), TimeProvider.System, journal, retry: new(1, TimeSpan.Zero, TimeSpan.Zero));
        user ??= new PlayedModel(messages => $"user line {messages[^1].Text.Split('\n').Length}");
        // Scripted messages are alike.
        var options = new SimulationOptions { Detectors = new() { EchoLikeness = 1.1 } };
        var simulator = new ConversationSimulator(
            new(calls, assistant.Named("assistant", 3), new()), new RolePlayUser(user.Named("user", 3), new(), PlayedModel.PlainPrompt(calls, "as user"), new("testing")), options);
        var reward = new MultiturnReward(simulator.RunAsync, ScoreAsync, new(RewardForm.Linear, [RewardTerm.Of("worth", 1)]), FutureAllocation.Fixed(2));
        settings ??= new();
        return new(simulator.RunAsync, reward, settings with { Candidates = settings.Candidates with { ProactiveRatio = 0 } });
    }

    /// <summary>What the first reply after the last prompt says: the candidate's own number.</summary>
    private static Task<MetricResults> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var numbers = subject.Messages.Where(m => m.Role == MessageRole.Assistant).Select(m => int.Parse(m.Content.Split(' ', ',')[1], System.Globalization.CultureInfo.InvariantCulture));
        return Task.FromResult(new MetricResults(new Dictionary<string, MetricScore> { ["worth"] = MetricScore.Of(numbers.Sum()) }, new Dictionary<string, Extraction>()));
    }
}
