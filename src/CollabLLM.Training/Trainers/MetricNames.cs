namespace CollabLLM.Training.Trainers;

/// <summary>Names of what objectives measure beside the loss, in <c>metrics.jsonl</c> and in reports.</summary>
public static class MetricNames
{
    /// <summary>Mean reward of the chosen replies less that of the rejected ones.</summary>
    public const string Margin = "margin";

    /// <summary>Share of pairs whose chosen reply has the higher reward, from 0 to 1.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Mean of β · (log π − log π_ref) of chosen, or wanted, replies.</summary>
    public const string ChosenReward = "chosenReward";

    /// <summary>The same of rejected, or unwanted, replies.</summary>
    public const string RejectedReward = "rejectedReward";

    /// <summary>Estimate of the divergence from the reference, in nats.</summary>
    public const string Kl = "kl";

    /// <summary>Mean reward of replies that were drawn while training.</summary>
    public const string Reward = "reward";
}
