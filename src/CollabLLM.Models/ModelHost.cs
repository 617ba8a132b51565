using Microsoft.Extensions.AI;

namespace CollabLLM.Models;

/// <summary>A loaded model, without queue or time-outs.</summary>
/// <param name="Client">Thread-safe; up to <see cref="ModelOptions.Slots"/> calls at a time.</param>
/// <param name="Fingerprint">Changes when the weights, the script or the remote model change.</param>
/// <param name="CanPrefill">Whether it goes on from a last message of the assistant.</param>
/// <param name="ContextTokens">Longest conversation; null when it does not say.</param>
/// <param name="CountTokens">Tokens of a text; exact for the built-in host, an estimate elsewhere.</param>
/// <param name="Resources">What to dispose with it; null when nothing, or when another entry owns it.</param>
internal sealed record ModelHost(
    IChatClient Client, string Fingerprint, bool CanPrefill, int? ContextTokens, Func<string, int> CountTokens, IDisposable? Resources = null)
{
    /// <summary>Whether it holds a reply to a JSON schema that a call brings.</summary>
    public bool StructuredOutput { get; init; }

    /// <summary>English runs to about four characters a token.</summary>
    public static int EstimateTokens(string text) => (text.Length + 3) / 4;
}
