namespace CollabLLM.Data.Sessions;

public enum FeedbackRating
{
    Bad = -1,

    /// <summary>An earlier rating taken back.</summary>
    None = 0,
    Good = 1,
}
