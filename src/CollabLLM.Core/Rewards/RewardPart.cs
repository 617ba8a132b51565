namespace CollabLLM.Core.Rewards;

/// <summary>Which part of R* a metric is.</summary>
public enum RewardPart
{
    /// <summary>R_ext: how well the task was done.</summary>
    Task,

    /// <summary>R_LLM: how the conversation went.</summary>
    Interaction,

    /// <summary>What it took to read and write, in kilo-tokens; a cost.</summary>
    Tokens,
}
