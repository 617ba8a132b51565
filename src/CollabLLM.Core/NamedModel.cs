using Microsoft.Extensions.AI;

namespace CollabLLM.Core;

/// <summary>
/// A model as Core sees it: an arm, a simulator or a judge, by name. The client is the whole pipeline and belongs to whoever made
/// it. An exception that the caller's own token did not cause is a failure of the infrastructure, never a result.
/// </summary>
/// <param name="Fingerprint">Says which weights answered: the same name may mean other weights next month.</param>
/// <param name="Concurrency">How many calls may be under way at once, 1 or more.</param>
/// <param name="Price">What tokens cost; null when nobody charges.</param>
public sealed record NamedModel(string Name, string Fingerprint, IChatClient Client, int Concurrency, ModelPrice? Price)
{
    /// <summary>What <see cref="Concurrency"/> bounds: names that share an endpoint share its slots. Null: the name.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Longest conversation in tokens, reply included; null when the host does not say.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>The model's own count of a text.</summary>
    public Func<string, int> CountTokens { get; init; } = text => (text.Length / 3) + 1;

    /// <summary>Whether the endpoint holds its reply to a JSON schema.</summary>
    public bool StructuredOutput { get; init; }

    /// <summary>Whether trying again can help after this exception of the client.</summary>
    public Func<Exception, bool> IsTransient { get; init; } = _ => true;
}
