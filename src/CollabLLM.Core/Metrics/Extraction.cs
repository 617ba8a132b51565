using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Metrics;

/// <summary>An artefact that was taken out of a conversation, or why there is none.</summary>
public sealed record Extraction
{
    private Extraction()
    {
    }

    /// <summary>Null after a failure; may be empty when the conversation made nothing.</summary>
    public string? Text { get; private init; }

    /// <summary>Null when there is a text.</summary>
    public Failure? Failure { get; private init; }

    /// <summary>What it took.</summary>
    public CallUsage Usage { get; init; } = CallUsage.None;

    public static Extraction Of(string text) => new() { Text = text };

    public static Extraction Failed(Failure failure) => new() { Failure = failure };
}
