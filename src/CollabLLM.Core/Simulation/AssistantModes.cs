namespace CollabLLM.Core.Simulation;

/// <summary>Shares out proactive and system prompts among conversations.</summary>
public static class AssistantModes
{
    /// <summary>
    /// The first ⌊count · ratio⌋ conversations get the prompt, for each ratio by itself. The reference shares out the proactive prompt anew at every turn among those that
    /// still go on, so that a conversation may change its mode when another one ends; here a mode is for life.
    /// </summary>
    /// <param name="proactiveRatio">0 to 1.</param>
    /// <param name="systemPromptRatio">0 to 1.</param>
    public static IReadOnlyList<AssistantMode> Assign(int count, double proactiveRatio, double systemPromptRatio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Check(proactiveRatio, nameof(proactiveRatio));
        Check(systemPromptRatio, nameof(systemPromptRatio));
        var proactive = (int)(count * proactiveRatio);
        var system = (int)(count * systemPromptRatio);
        return [.. Enumerable.Range(0, count).Select(i => new AssistantMode(i < proactive, i < system))];
    }

    private static void Check(double ratio, string name)
    {
        if (ratio is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, ratio, "A ratio is between 0 and 1.");
    }
}
