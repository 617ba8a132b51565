using CollabLLM.Core.Calls;
using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Metrics;

/// <summary>A value or a failure, never both and never neither.</summary>
public sealed record MetricScore
{
    private MetricScore()
    {
    }

    /// <summary>Finite; null after a failure.</summary>
    public double? Value { get; private init; }

    /// <summary>Null when there is a value.</summary>
    public Failure? Failure { get; private init; }

    /// <summary>The scale of the value as it is printed next to it, such as <c>0–1</c>, <c>kilo-tokens</c>.</summary>
    public string Scale { get; init; } = "0–1";

    /// <summary>What the value is made of, by name; may be empty.</summary>
    public IReadOnlyDictionary<string, double> Parts { get; init; } = new Dictionary<string, double>();

    /// <summary>A word on how it came about, such as a verdict; null when there is nothing to say.</summary>
    public string? Note { get; init; }

    /// <summary>Which prompt a judge was asked by; null without a judge.</summary>
    public PromptStamp? Prompt { get; init; }

    /// <summary>What the calls of judges and extractors took.</summary>
    public CallUsage Usage { get; init; } = CallUsage.None;

    /// <exception cref="ArgumentOutOfRangeException">The value is not finite: that is no score.</exception>
    public static MetricScore Of(double value) =>
        double.IsFinite(value) ? new() { Value = value } : throw new ArgumentOutOfRangeException(nameof(value), value, "A score is finite.");

    public static MetricScore Failed(Failure failure) => new() { Failure = failure };

    public static MetricScore Failed(FailureKind kind, string reason) => Failed(new Failure(kind, reason));
}
