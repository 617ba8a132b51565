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

    /// <summary>Share of tokens whose ratio of new to old probability was clipped.</summary>
    public const string ClipShare = "clipShare";

    /// <summary>Loss of the value head.</summary>
    public const string ValueLoss = "valueLoss";

    /// <summary>Replies that were drawn and have a reward.</summary>
    public const string Replies = "replies";

    /// <summary>Mean over the contexts of the best reward less the worst.</summary>
    public const string Spread = "spread";

    /// <summary>Pairs of a step: contexts whose best and worst reply differ.</summary>
    public const string Pairs = "pairs";

    /// <summary>Mean tokens of the replies that were drawn.</summary>
    public const string ReplyTokens = "replyTokens";

    /// <summary>Share of the replies that ask something.</summary>
    public const string Asks = "asks";

    /// <summary>Replies, or whole contexts, that were left out because something failed.</summary>
    public const string Failures = "failures";

    /// <summary>Time that drawing and scoring took; another at every run.</summary>
    public const string RolloutSeconds = "rolloutSeconds";

    /// <summary>Loss of what is said again beside what is learnt (<see cref="Rehearsal"/>).</summary>
    public const string Rehearsed = "rehearsed";

    /// <summary>Before the signature of a metric: its mean over the replies that were drawn.</summary>
    public const string Score = "score ";
}
