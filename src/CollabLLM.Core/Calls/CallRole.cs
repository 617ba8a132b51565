namespace CollabLLM.Core.Calls;

/// <summary>What a model was asked to be.</summary>
public enum CallRole
{
    User,
    Assistant,
    Judge,
    Extractor,

    /// <summary>Turns a reply that could not be read into one that can.</summary>
    Repair,
}
