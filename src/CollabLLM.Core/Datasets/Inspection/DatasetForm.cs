namespace CollabLLM.Core.Datasets.Inspection;

/// <summary>What the rows of a file are, by the fields of the first.</summary>
public enum DatasetForm
{
    /// <summary>None of the forms that this library knows.</summary>
    Unknown,

    /// <summary>Goals with references: <c>prompt</c> and <c>completion</c> as texts.</summary>
    SingleTurn,

    /// <summary>Multiturn, a conversation a row: <c>turns</c>.</summary>
    Nested,

    /// <summary>Multiturn, a candidate reply a row: <c>conv_id</c> and <c>completion</c>.</summary>
    Flat,

    /// <summary>Conversations to imitate: <c>messages</c>, or <c>text</c> where they are rendered.</summary>
    Sft,

    /// <summary>Pairs: <c>chosen</c> and <c>rejected</c>.</summary>
    Dpo,

    /// <summary>Replies with <c>label</c>.</summary>
    Kto,

    /// <summary>Prompts with their goals.</summary>
    Inputs,

    /// <summary>Prompts with their goals and <c>turn_id</c>.</summary>
    Grpo,

    /// <summary>Conversations of <c>collab simulate</c>: <c>messages</c> and <c>stop</c>.</summary>
    Simulated,

    /// <summary>Rows for verl's agent loop: <c>extra_info</c> and <c>reward_model</c>.</summary>
    Verl,
}
