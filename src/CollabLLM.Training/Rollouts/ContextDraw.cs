using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Templates;
using StopReason = CollabLLM.Core.Simulation.StopReason;

namespace CollabLLM.Training.Rollouts;

/// <summary>Draws the contexts of one step. Thread-safe.</summary>
internal sealed class ContextDraw
{
    private readonly PolicySnapshot _policy;
    private readonly RolloutTask _task;
    private readonly RolloutOptions _options;
    private readonly long _seed;
    private readonly ConversationSimulator _simulator;
    private readonly MultiturnReward _reward;

    /// <param name="seed">Of the step.</param>
    public ContextDraw(PolicySnapshot policy, RolloutTask task, RolloutOptions options, long seed, TimeProvider time)
    {
        (_policy, _task, _options, _seed) = (policy, task, options, seed);
        // The policy is asked once: what it says is its answer.
        var calls = new CallRunner(new(), time, retry: RetryPolicy.Default with { Attempts = 1 });
        _simulator = new(new SimulatedAssistant(calls, policy.Model, new() { Temperature = 1, MaxOutputTokens = policy.ReplyTokens }), task.User, task.Simulation);
        _reward = new(_simulator.RunAsync, task.Score, task.Rule, task.Allocation);
    }

    /// <summary>One context about a goal with its replies; no group when none of them has a reward.</summary>
    /// <param name="address">Unique in the run.</param>
    public async Task<(RolloutGroup? Group, IReadOnlyList<string> Failures)> RunAsync(Goal goal, string address, CancellationToken cancellationToken)
    {
        var conversation = await TalkAsync(goal, address, cancellationToken);
        if (conversation.Stop == StopReason.Error) return (null, [conversation.Failure!.Reason]);
        if (Context(conversation, address) is not { } messages) return (null, ["The user did not say anything to answer."]);
        var name = FormattableString.Invariant($"{goal.Id}, message {messages.Count}");
        int[] prompt;
        DrawnReply[] drawn;
        try
        {
            prompt = _policy.Client.Encode(PromptBuilder.BuildTranscript(null, messages, _policy.Model.ContextTokens, _policy.ReplyTokens, _policy.Model.CountTokens));
            drawn = await Task.WhenAll(Enumerable.Range(0, _options.Replies).Select(i =>
                _policy.Client.DrawAsync(prompt, Seeds.Derive(_seed, FormattableString.Invariant($"{address}/c{i}/reply")), _policy.ReplyTokens, cancellationToken)));
        }
        catch (Exception e) when (e is PromptTooLongException or TemplateException)
        {
            return (null, [e.Message]);
        }
        List<string> texts = [.. drawn.Select(d => d.Text).Where(t => !string.IsNullOrWhiteSpace(t)).Distinct(StringComparer.Ordinal)];
        var prefix = new SimulationRequest { Address = address, Goal = goal, History = messages, MessageBudget = _options.FutureMessages, Seed = _seed };
        var estimates = (await _reward.EstimateAsync(prefix, texts, cancellationToken)).ToDictionary(e => e.Completion, StringComparer.Ordinal);
        List<RolloutReply> replies = [];
        List<string> failures = [];
        foreach (var reply in drawn)
        {
            var estimate = estimates.GetValueOrDefault(reply.Text);
            if (estimate?.Mean is { } reward) replies.Add(new(reply.Tokens, reply.Text, reward, Scores(estimate)));
            else failures.Add(estimate is null ? "The policy said nothing." : estimate.Failure!.Reason);
        }
        return (replies.Count > 0 ? new(name, messages, prompt, replies) : null, failures);
    }

    /// <summary>The policy and the user up to a turn that is drawn from all that there may be.</summary>
    private async Task<SimulatedConversation> TalkAsync(Goal goal, string address, CancellationToken cancellationToken)
    {
        var turn = Random(address, "turn").NextBelow((_options.MaxMessages + 1) / 2);
        var request = new SimulationRequest { Address = $"{address}/context", Goal = goal, History = [], MessageBudget = (int)(2 * turn) + 1, Seed = _seed };
        var conversation = await _simulator.RunAsync(request, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return conversation;
    }

    /// <summary>
    /// The conversation up to the user's message that is answered. One that ended before the drawn turn gives any of its turns, so that each of a conversation's turns is as likely as the
    /// others. Null when the user never spoke.
    /// </summary>
    private IReadOnlyList<TranscriptMessage>? Context(SimulatedConversation conversation, string address)
    {
        var messages = conversation.Messages;
        List<int> turns = [.. Enumerable.Range(0, messages.Count).Where(i => messages[i].Role == MessageRole.User && !messages[i].Content.Contains(_task.Simulation.TerminationSignal, StringComparison.Ordinal))];
        if (turns.Count == 0) return null;
        var whole = conversation.Stop == StopReason.Budget;
        return [.. messages.Take(1 + (whole ? turns[^1] : Random(address, "place").Choose(turns)))];
    }

    private PythonRandom Random(string address, string what) => new(Seeds.Derive(_seed, $"{address}/{what}"));

    private static Dictionary<string, double> Scores(RewardEstimate estimate)
    {
        var counted = estimate.Futures.Where(f => f.Value is not null).SelectMany(f => f.Scores).Where(s => s.Value.Value is not null);
        return counted.GroupBy(s => s.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Average(s => s.Value.Value!.Value), StringComparer.Ordinal);
    }
}
