using Microsoft.Extensions.AI;

namespace CollabLLM.Web.Features.Chat;

/// <summary>What a turn needs to know of a model of the catalogue.</summary>
/// <param name="CanPrefill">Whether its host goes on from a last message of the assistant.</param>
/// <param name="ContextTokens">Null when the host does not say.</param>
/// <param name="Problem">Why it cannot answer, a sentence; null when it can or soon will.</param>
/// <param name="Client">The whole pipeline.</param>
public sealed record TurnModel(
    string Name, string Fingerprint, bool CanPrefill, int? ContextTokens, Func<string, int> CountTokens, string? Problem, IChatClient Client)
{
    /// <summary>Ends when it is ready or has failed; what it says of itself may be other then.</summary>
    public Func<CancellationToken, Task> LoadedAsync { get; init; } = _ => Task.CompletedTask;
}
