namespace CollabLLM.Training.Cycles;

/// <summary>The files of a measured stage.</summary>
internal static class StageMeasures
{
    /// <summary>Talks with the terse user at the recipe's temperature: the main table.</summary>
    public const string Terse = "talks-terse.jsonl";

    /// <summary>The same talks at the recipe's hotter temperature, of the stages that are no control and no ablation.</summary>
    public const string Hotter = "talks-terse-hotter.jsonl";

    /// <summary>Talks with the terse user at the temperature that data is drawn at, of the base and of controls.</summary>
    public const string AsDrawn = "talks-terse-as-drawn.jsonl";

    /// <summary>Greedy talks with the cooperative user.</summary>
    public const string Cooperative = "talks-cooperative-greedy.jsonl";
}
