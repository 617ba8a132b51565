using System.Collections.Concurrent;
using System.Text.Json;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.World;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Dialogues;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Tests.Files;
using Microsoft.Extensions.AI;

namespace CollabLLM.Training.Tests.Rollouts;

public sealed class SimulatedRolloutsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Policy _policy;

    public SimulatedRolloutsTests()
    {
        _policy = Toy.Policy(Toy.Model(_folder));
        Some.Change(_policy, 0.05f);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _policy.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Seed_step_and_weights_make_the_rollouts_whatever_the_timing()
    {
        var random = new Random(1);
        var slow = new Toy.Listener(() => Task.Delay(random.Next(20), Stop));
        var first = await Draw(Toy.Options);
        Assert.Equal(first, await Draw(Toy.Options with { Together = 2 }));
        Assert.Equal(first, await Draw(Toy.Options with { Threads = 2 }, slow));
        Assert.NotEqual(first, await Draw(Toy.Options with { Seed = 6 }));
        Assert.NotEqual(first, await Draw(Toy.Options, step: 4));
        Some.Change(_policy, 0.06f);
        Assert.NotEqual(first, await Draw(Toy.Options));

        async Task<string> Draw(RolloutOptions options, Toy.Listener? user = null, long step = 3) =>
            JsonSerializer.Serialize(await new SimulatedRollouts(Toy.Task(user: user), options, TimeProvider.System).DrawAsync(_policy, step, Stop));
    }

    [Fact]
    public async Task Replies_are_the_tokens_that_were_drawn_to_the_prompt_of_a_chat()
    {
        var batch = await new SimulatedRollouts(Toy.Task(), Toy.Options with { Contexts = 10 }, TimeProvider.System).DrawAsync(_policy, 0, Stop);
        var encoder = new DialogueEncoder(_policy.Tokenizer!, _policy.Template!);
        Assert.All(batch.Groups, group =>
        {
            Assert.Equal(MessageRole.User, group.Messages[^1].Role);
            Assert.InRange(group.Messages.Count, 1, 5);
            Assert.Equal(encoder.Prompt([.. group.Messages.Select(m => new ChatMessage(new ChatRole(m.Role.Wire()), m.Content))]), group.Prompt);
            Assert.All(group.Replies, reply =>
            {
                Assert.Equal(reply.Text, _policy.Tokenizer!.Decode(reply.Tokens));
                Assert.InRange(reply.Tokens.Length, 1, 8);
                Assert.Equal(reply.Reward, reply.Scores["letters"]);
                Assert.Equal(Toy.Vowels(reply.Text), reply.Reward, 12);
            });
        });
        Assert.True(batch.Groups.Select(g => g.Messages.Count).Distinct().Count() > 1, string.Join("; ", batch.Groups.Select(g => g.Name)));
    }

    [Fact]
    public async Task Both_engines_draw_from_the_same_distribution()
    {
        var managed = await Replies(RolloutEngine.Managed);
        var own = await Replies(RolloutEngine.Policy);
        // The same seeds give the same tokens but where a draw falls on the edge between two.
        Assert.True(managed.Intersect(own).Count() > 0.8 * managed.Count, $"{managed.Intersect(own).Count()} of {managed.Count} replies are the same");

        async Task<List<string>> Replies(RolloutEngine engine)
        {
            var batch = await new SimulatedRollouts(Toy.Task(), Toy.Options with { Contexts = 12, MaxMessages = 1, Engine = engine }, TimeProvider.System).DrawAsync(_policy, 0, Stop);
            return [.. batch.Groups.SelectMany(g => g.Replies.Select((r, i) => $"{g.Name} {i} {string.Join(' ', r.Tokens)}"))];
        }
    }

    [Fact]
    public async Task The_copy_that_talks_computes_what_the_adapted_policy_computes()
    {
        var path = Path.Combine(_folder.Path, "copy.gguf");
        PolicyFile.Save(_policy, path, GgmlType.F32, adapted: true);
        int[] tokens = [.. Enumerable.Range(5, 40)];
        Torch.Close(Torch.Logits(_policy, tokens), await Managed.LogitsAsync(path, tokens), 1e-4);
        _policy.AdapterEnabled = false;
        var plain = Torch.Logits(_policy, tokens);
        _policy.AdapterEnabled = true;
        Assert.True(Torch.Logits(_policy, tokens)[^1].Zip(plain[^1], (a, b) => Math.Abs(a - b)).Max() > 1e-2, "the adapter does nothing");
    }

    [Fact]
    public async Task What_failed_is_left_out_and_counted_and_never_a_reward_of_nothing()
    {
        Task<MetricResults> Score(MetricSubject subject, CancellationToken stop) => subject.Address.Contains("/c0/", StringComparison.Ordinal)
            ? Task.FromResult(Toy.Result(MetricScore.Failed(FailureKind.Infrastructure, "The judge is asleep.")))
            : Toy.Letters(subject, stop);
        var batch = await new SimulatedRollouts(Toy.Task(Score), Toy.Options with { Contexts = 10 }, TimeProvider.System).DrawAsync(_policy, 0, Stop);
        Assert.Equal(1, batch.Failures["The line to g3 is dead."]);
        Assert.Equal(9, batch.Failures["The judge is asleep."]);
        Assert.Equal(9, batch.Groups.Count);
        Assert.All(batch.Groups, g => Assert.True(g.Replies.Count is 1 or 2));
        Assert.DoesNotContain(batch.Groups, g => g.Name.StartsWith("g3,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_goal_comes_once_in_an_epoch()
    {
        var rollouts = new SimulatedRollouts(Toy.Task(goals: 12), Toy.Options with { Contexts = 4, Replies = 1, MaxMessages = 1 }, TimeProvider.System);
        Assert.Equal(3, rollouts.EpochSteps);
        List<string> names = [];
        for (var step = 0; step < 3; step++) names.AddRange((await rollouts.DrawAsync(_policy, step, Stop)).Groups.Select(g => g.Name));
        Assert.Equal(11, names.Distinct().Count());
        Assert.Equal(11, names.Count);
    }

    [Fact]
    public async Task Futures_are_carried_on_by_the_policy_and_the_user_of_the_world()
    {
        var goals = DocumentWishes.Goals(4, ValuePart.Training, 7);
        var task = Toy.Task() with { Goals = goals, User = new WorldUser(WorldUserOptions.Cooperative), Score = Count, Allocation = Core.Rewards.FutureAllocation.Fixed(2) };
        var options = Toy.Options with { Contexts = 4, MaxMessages = 3, FutureMessages = 2, ReplyTokens = 30 };
        var batch = await new SimulatedRollouts(task, options, TimeProvider.System).DrawAsync(_policy, 0, Stop);
        Assert.NotEmpty(batch.Groups);
        // Context, reply, and two messages, unless the user has left.
        Assert.Contains(batch.Groups, g => g.Replies.Any(r => r.Reward == g.Messages.Count + 3));
        Assert.All(batch.Groups, g => Assert.All(g.Replies, r => Assert.InRange(r.Reward, g.Messages.Count + 1, g.Messages.Count + 3)));

        static Task<MetricResults> Count(MetricSubject subject, CancellationToken stop) => Task.FromResult(Toy.Result(MetricScore.Of(subject.Messages.Count)));
    }

    [Fact]
    public async Task What_was_drawn_for_the_same_weights_is_not_drawn_again()
    {
        var counting = new Counting(new SimulatedRollouts(Toy.Task(), Toy.Options, TimeProvider.System));
        var folder = Path.Combine(_folder.Path, "rollouts");
        var recorded = new RecordedRollouts(counting, folder);
        var first = JsonSerializer.Serialize(await recorded.DrawAsync(_policy, 2, Stop));
        Assert.Equal(first, JsonSerializer.Serialize(await new RecordedRollouts(counting, folder).DrawAsync(_policy, 2, Stop)));
        Assert.Equal(1, counting.Draws);
        await recorded.DrawAsync(_policy, 3, Stop);
        Assert.Equal(2, counting.Draws);
        File.WriteAllText(Directory.EnumerateFiles(folder, "*2.json").Single(), "half");
        await recorded.DrawAsync(_policy, 2, Stop);
        Assert.Equal(3, counting.Draws);
        Some.Change(_policy, 0.06f);
        Assert.NotEqual(first, JsonSerializer.Serialize(await recorded.DrawAsync(_policy, 2, Stop)));
        Assert.Equal(4, counting.Draws);
    }

    [Fact]
    public async Task It_tells_how_many_contexts_are_done()
    {
        var heard = new Heard();
        await new SimulatedRollouts(Toy.Task(), Toy.Options, TimeProvider.System, heard).DrawAsync(_policy, 0, Stop);
        Assert.Equal(Enumerable.Range(1, Toy.Options.Contexts).Select(i => i / (double)Toy.Options.Contexts), heard.Values.Order());
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<TrainingException>(() => new SimulatedRollouts(Toy.Task(goals: 0), Toy.Options, TimeProvider.System));
        Assert.Throws<TrainingException>(() => new SimulatedRollouts(Toy.Task(), Toy.Options with { Replies = 0 }, TimeProvider.System));
    }

    private sealed class Heard : IProgress<double>
    {
        public ConcurrentBag<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }

    private sealed class Counting(IRolloutSource source) : IRolloutSource
    {
        public int Draws { get; private set; }

        public IReadOnlyDictionary<string, string> Settings => source.Settings;

        public long? EpochSteps => source.EpochSteps;

        public Task<RolloutBatch> DrawAsync(Policy policy, long step, CancellationToken cancellationToken)
        {
            Draws++;
            return source.DrawAsync(policy, step, cancellationToken);
        }
    }
}
