using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Generation;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.World;

namespace CollabLLM.Training.Cycles;

/// <summary>Multiturn data of the world: a model and the cooperative user, with several replies at every turn and the reward of each.</summary>
public static class WorldData
{
    /// <summary>Talks about goals, each a row of conversations in the order of the goals.</summary>
    /// <param name="talks">The policy.</param>
    /// <param name="recipe">How much.</param>
    /// <param name="rule">R*.</param>
    /// <param name="seed">Of goals and draws.</param>
    /// <exception cref="TrainingException">No conversation has a turn with a reward; the message says why.</exception>
    public static async Task<IReadOnlyList<MultiturnConversation>> GenerateAsync(
        WorldTalks talks, DataRecipe recipe, RewardRule rule, long seed, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var simulator = talks.With(WorldUserOptions.Cooperative, recipe.Temperature);
        var reward = new MultiturnReward(simulator.RunAsync, WorldTalks.Metrics().ScoreAsync, rule, FutureAllocation.Fixed(recipe.Futures));
        var generator = new MultiturnGenerator(simulator.RunAsync, reward, new()
        {
            Candidates = new() { Count = recipe.Replies, ProactiveRatio = 0 },
            MaxMessages = recipe.MaxMessages,
            FutureMessages = 2 * recipe.Window,
            // A user of the world costs nothing, and a message that was scored already would count twice.
            NextUser = NextUserTurn.Fresh,
            Signal = simulator.Options.TerminationSignal,
        });
        var goals = DocumentWishes.Goals(recipe.Goals, ValuePart.Training, seed);
        var done = 0;
        var made = await Task.WhenAll(goals.Select(async goal =>
        {
            var conversation = await generator.RunAsync(goal, goal.Id, seed, null, cancellationToken);
            progress?.Report(Interlocked.Increment(ref done) / (double)goals.Count);
            return conversation;
        }));
        IReadOnlyList<MultiturnConversation> nested = [.. made.Select(NestedForm.Of).OfType<MultiturnConversation>()];
        if (nested.Count > 0) return nested;
        throw new TrainingException($"No conversation has a reply with a reward: {made.Select(m => m.Failure?.Reason).FirstOrDefault(r => r is not null) ?? "every reply was empty"}");
    }

    /// <summary>
    /// Carries futures on to a wider window. Every draw has the seed that it would have had in a wider window from the beginning, so these are the futures of that window, while the talks went on
    /// by the reward of their own.
    /// </summary>
    /// <param name="talks">The policy that made the rows.</param>
    /// <param name="rows">Of <see cref="GenerateAsync"/>.</param>
    /// <param name="recipe">What they were made by.</param>
    /// <param name="window">w; what is not above the recipe's leaves them as they are.</param>
    /// <param name="seed">Of the rows.</param>
    public static async Task<IReadOnlyList<MultiturnRow>> ExtendAsync(
        WorldTalks talks, IReadOnlyList<MultiturnRow> rows, DataRecipe recipe, int window, long seed, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (window <= recipe.Window) return rows;
        var simulator = talks.With(WorldUserOptions.Cooperative, recipe.Temperature);
        var goals = DocumentWishes.Goals(recipe.Goals, ValuePart.Training, seed).DistinctBy(g => g.Prompt).ToDictionary(g => g.Prompt, StringComparer.Ordinal);
        var places = rows.GroupBy(r => (r.Conversation, r.TurnId)).SelectMany(turn => turn.Select((row, place) => (row, place)));
        var done = 0;
        return await Task.WhenAll(places.Select(async p =>
        {
            var sessions = await Task.WhenAll(p.row.Sessions.Select((session, future) => LongerAsync(p.row, session, FormattableString.Invariant($"c{p.place}/f{future}"))));
            progress?.Report(Interlocked.Increment(ref done) / (double)rows.Count);
            // Their scores are those of the shorter ones.
            return p.row with { Sessions = [.. sessions.OfType<IReadOnlyList<TranscriptMessage>>()], Score = null, Rewards = new Dictionary<string, IReadOnlyList<double?>>() };
        }));

        // Null when it broke off: a future that failed is none.
        async Task<IReadOnlyList<TranscriptMessage>?> LongerAsync(MultiturnRow row, IReadOnlyList<TranscriptMessage> session, string place)
        {
            // Whoever left before has nothing more to say.
            if (session.Count < row.Prompt.Count + 1 + (2 * recipe.Window)) return session;
            var goal = goals[row.SingleTurnPrompt];
            var longer = await simulator.RunAsync(
                new()
                {
                    Address = FormattableString.Invariant($"{goal.Id}/t{row.Prompt.Count / 2}/{place}"),
                    Goal = goal,
                    History = session,
                    MessageBudget = 2 * (window - recipe.Window),
                    Mode = default,
                    Seed = seed,
                },
                cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return longer.Stop == StopReason.Error ? null : longer.Messages;
        }
    }

    /// <summary>What a model answers, greedily, to messages from outside the world; only honest answers are kept.</summary>
    /// <param name="talks">The model.</param>
    /// <param name="count">Messages that it can read.</param>
    /// <param name="seed">Of the messages.</param>
    public static async Task<IReadOnlyList<Exchange>> RehearseAsync(WorldTalks talks, int count, long seed, CancellationToken cancellationToken)
    {
        var random = new PythonRandom(Seeds.Derive(seed, "rehearsed"));
        List<string> messages = [.. Enumerable.Range(0, count).Select(_ => talks.DrawForeign(random).Text)];
        var replies = await Task.WhenAll(messages.Select(m => talks.ReplyAsync(m, seed, cancellationToken)));
        return [.. messages.Zip(replies, (m, r) => new Exchange(m, r)).Where(e => HonestReply.Is(e.Reply))];
    }

    /// <summary>The scores that the replies would have had under another rule, or in a smaller window, from the futures that are there.</summary>
    /// <param name="rows">Replies with their futures.</param>
    /// <param name="rule">R*.</param>
    /// <param name="window">w, at most that of the rows; 0 scores what was said up to the reply.</param>
    public static async Task<IReadOnlyList<MultiturnRow>> RescoreAsync(IReadOnlyList<MultiturnRow> rows, RewardRule rule, int window, CancellationToken cancellationToken)
    {
        var metrics = WorldTalks.Metrics();
        List<MultiturnRow> rescored = [];
        foreach (var row in rows)
        {
            var goal = new Goal("", row.SingleTurnPrompt, row.SingleTurnCompletion) { Metadata = row.SingleTurnMetadata };
            List<double> values = [];
            foreach (var session in row.Sessions)
            {
                var results = await metrics.ScoreAsync(new() { Goal = goal, Messages = [.. session.Take(row.Prompt.Count + 1 + (2 * window))] }, cancellationToken);
                values.Add(rule.Of(results.Scores.ToDictionary(s => s.Key, s => s.Value.Value ?? throw new InputException(s.Value.Failure!.Reason))));
            }
            rescored.Add(row with { Score = values.Count > 0 ? values.Average() : null });
        }
        return rescored;
    }
}
