using Microsoft.Extensions.AI;

namespace CollabLLM.Core;

/// <summary>
/// A model as Core sees it: an arm, a simulator or a judge, by name. The client is the whole pipeline and belongs to whoever made
/// it. An exception that the caller's own token did not cause is a failure of the infrastructure, never a result.
/// </summary>
/// <param name="Fingerprint">Says which weights answered: the same name may mean other weights next month.</param>
/// <param name="Concurrency">How many calls may be under way at once, 1 or more.</param>
/// <param name="Price">What tokens cost; null when nobody charges.</param>
public sealed record NamedModel(string Name, string Fingerprint, IChatClient Client, int Concurrency, ModelPrice? Price);
