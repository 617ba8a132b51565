using CollabLLM.Core.Simulation.Intents;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;

namespace CollabLLM.Training.Trainers;

/// <summary>What all online trainers do first: check that there is a reference, draw, and say what was drawn.</summary>
internal sealed class OnlineRun
{
    private readonly Policy _policy;
    private readonly IRolloutSource _source;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;

    public OnlineRun(Policy policy, IRolloutSource source, TimeProvider time, CancellationToken stop)
    {
        if (policy.Lora is null || policy.Options.TrainWeights)
        {
            throw new TrainingException("Online training needs an adapter on frozen weights: without the adapter the policy is its own reference.");
        }
        (_policy, _source, _time, _stop) = (policy, source, time, stop);
    }

    /// <summary>Names what decides about a run, beside the loss.</summary>
    public Dictionary<string, string> Settings(string method, object loss, OnlineOptions options) => new(_source.Settings, StringComparer.Ordinal)
    {
        ["method"] = method,
        ["model"] = RunIdentity.Of(_policy),
        ["loss"] = loss.ToString()!,
        ["updates"] = options.ToString(),
    };

    /// <summary>Draws for a step. Dropout is off from here on: replies are learnt from as they were drawn.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="where">How an error begins; null names the step.</param>
    /// <exception cref="TrainingException">No reply has a reward; the message says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (RolloutBatch Batch, IReadOnlyList<OnlineReply> Replies, Dictionary<string, double> Values) Draw(long step, string? where = null)
    {
        _policy.Training = false;
        var began = _time.GetTimestamp();
        // Steps of torch belong to one thread, this one.
        var batch = _source.DrawAsync(_policy, step, _stop).GetAwaiter().GetResult();
        _stop.ThrowIfCancellationRequested();
        if (batch.Groups.Count == 0)
        {
            var causes = string.Join(" ", batch.Failures.Take(3).Select(f => $"{f.Value} times: {f.Key}"));
            throw new TrainingException($"{where ?? $"At step {step + 1}"} no reply has a reward. {causes}".TrimEnd());
        }
        List<OnlineReply> replies = [.. batch.Groups.SelectMany((g, i) => g.Replies.Select(r => new OnlineReply(g, i, r)))];
        Dictionary<string, double> values = new(StringComparer.Ordinal)
        {
            [MetricNames.Reward] = replies.Average(r => r.Reply.Reward),
            [MetricNames.Replies] = replies.Count,
            [MetricNames.ReplyTokens] = replies.Average(r => r.Length),
            [MetricNames.Asks] = replies.Average(r => AssistantReading.Of(r.Reply.Text).Asks ? 1.0 : 0),
            [MetricNames.Failures] = batch.Failures.Values.Sum(),
            [MetricNames.RolloutSeconds] = _time.GetElapsedTime(began).TotalSeconds,
        };
        foreach (var score in replies.SelectMany(r => r.Reply.Scores).GroupBy(s => s.Key, StringComparer.Ordinal)) values[MetricNames.Score + score.Key] = score.Average(s => s.Value);
        return (batch, replies, values);
    }
}
