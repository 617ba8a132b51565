namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>What is kept together when rows are divided into train and eval.</summary>
public enum SplitRule
{
    /// <summary>A conversation is in one of them only.</summary>
    Conversation,

    /// <summary>Every row for itself, as the reference code draws: turns of one conversation can be in both.</summary>
    Row,
}
