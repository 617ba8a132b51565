namespace CollabLLM.Web.Features.Chat;

/// <summary>A model of the catalogue as a person may choose it.</summary>
/// <param name="Description">What it is good for; null when nobody has said.</param>
/// <param name="Scripted">It says what a script says, whatever it is asked.</param>
/// <param name="Loading">It answers soon.</param>
/// <param name="Problem">Why it cannot answer, a sentence; null when it can or soon will.</param>
public sealed record ModelChoice(string Name, string Title, string? Description, bool Scripted, bool Loading, string? Problem)
{
    /// <summary>What an empty chat offers to begin with, name to words; empty for what any model may be asked.</summary>
    public IReadOnlyDictionary<string, string> Starters { get; init; } = new Dictionary<string, string>();
}
