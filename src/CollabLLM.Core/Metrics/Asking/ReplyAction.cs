namespace CollabLLM.Core.Metrics.Asking;

/// <summary>What a reply does in the first place.</summary>
public enum ReplyAction
{
    Answer,
    Ask,
}
