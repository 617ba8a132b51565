namespace CollabLLM.Core.Prompts.Replies;

/// <summary>What a field of a reply holds.</summary>
public enum ReplyFieldType
{
    Text,

    /// <summary>A number within bounds.</summary>
    Number,

    /// <summary>0 or 1.</summary>
    Flag,

    /// <summary>One of a few words.</summary>
    Choice,
}
