using System.Text.Json.Nodes;
using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Simulation;

/// <summary>What a simulated user says.</summary>
/// <param name="Text">With the termination signal in it when the conversation is over. Empty when the user has nothing to say.</param>
public sealed record UserReply(string Text)
{
    /// <summary>The user has left without a word: the conversation ends, nothing is added.</summary>
    public static UserReply Leaves { get; } = new("") { Left = true, Settled = true };

    public bool Left { get; private init; }

    /// <summary>It would be the same a second time, so it is not asked for again, and a repetition in it is a finding that ends nothing.</summary>
    public bool Settled { get; init; }

    /// <summary>The reply could not be read; <see cref="Text"/> is then empty.</summary>
    public Failure? Failure { get; init; }

    /// <summary>The user's state and what changed in it; null when there is none.</summary>
    public JsonObject? Note { get; init; }

    public CallUsage Usage { get; init; } = CallUsage.None;
}
