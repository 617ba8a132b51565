namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>How a multiturn dataset becomes rows for a trainer. The defaults are the reference code's, except that conversations stay together.</summary>
public sealed record ConversionOptions
{
    /// <summary>Stands before every prompt that has no system message; null leaves prompts as they are.</summary>
    public string? SystemPrompt { get; init; }

    /// <summary>Pairs whose scores differ by less are left out.</summary>
    public double MinimumGap { get; init; }

    /// <summary>Such as <c>rewards.accuracy</c>: SFT keeps conversations whose mean of it is at least <see cref="LowerBound"/>.</summary>
    public string? LowerBoundMetric { get; init; }

    public double LowerBound { get; init; }

    /// <summary>0 to 1: this part of the rows, rounded down.</summary>
    public double EvalRatio { get; init; }

    /// <summary>Number of rows; overrides <see cref="EvalRatio"/>.</summary>
    public int? EvalCount { get; init; }

    public SplitRule Split { get; init; } = SplitRule.Conversation;

    public long Seed { get; init; } = 42;

    public PairRule Pairs { get; init; } = PairRule.BestWorst;

    /// <summary>Replies of DPO rows as lists of one message, which TRL needs beside a list prompt, instead of texts as in the reference.</summary>
    public bool ConversationalReplies { get; init; }

    public LossFlags Loss { get; init; }

    /// <summary>With <see cref="Loss"/>: only the last reply is learned, not every assistant message.</summary>
    public bool LossOnLastOnly { get; init; }
}
