namespace CollabLLM.Core.Datasets.Export;

/// <summary>TRL's dataset types, by the trainers that read them.</summary>
public enum TrlForm
{
    /// <summary>Language modelling: <c>messages</c>, or <c>text</c>.</summary>
    Sft,

    /// <summary>Preference: <c>prompt</c>, <c>chosen</c>, <c>rejected</c>, and the scores.</summary>
    Dpo,

    /// <summary>Unpaired preference: <c>prompt</c>, <c>completion</c>, <c>label</c>, and the score.</summary>
    Kto,

    /// <summary>Prompt only: <c>prompt</c>, and the goal's columns for a reward function.</summary>
    Grpo,
}
