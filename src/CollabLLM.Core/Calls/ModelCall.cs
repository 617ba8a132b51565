using System.Text.Json;
using CollabLLM.Core.Conversations;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Calls;

/// <summary>One question to a model, complete: the same call asks for the same draw.</summary>
public sealed record ModelCall
{
    public required NamedModel Model { get; init; }

    public required CallRole Role { get; init; }

    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>With the seed of this draw (see <see cref="Seeds.Derive"/>).</summary>
    public required GenerationSettings Settings { get; init; }

    /// <summary>Where in the run it is asked, such as <c>12/t3/c1/f2/5/user</c>: for people who read the journal. Not part of the key.</summary>
    public required string Address { get; init; }

    /// <summary>The JSON schema of the reply, for endpoints that hold to one.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Who waits for a slot longest goes first among equals; a larger number goes before a smaller one.</summary>
    public int Priority { get; init; }
}
