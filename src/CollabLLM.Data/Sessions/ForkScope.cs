namespace CollabLLM.Data.Sessions;

/// <summary>What a fork takes along.</summary>
public enum ForkScope
{
    /// <summary>The messages from the root to the chosen one.</summary>
    PathOnly,

    /// <summary>All branches; the chosen message's is shown.</summary>
    WholeTree,
}
