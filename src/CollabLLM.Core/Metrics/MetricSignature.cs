namespace CollabLLM.Core.Metrics;

/// <summary>
/// Which metric, and on what: <c>bleu</c> scores the conversation as it is, <c>document-&gt;bleu</c> scores the artefact of that type after it
/// was taken out of the conversation.
/// </summary>
/// <param name="ExtractType">What is taken out, in free words such as <c>document</c> or <c>runnable code</c>; null when nothing is.</param>
/// <param name="Metric">The metric's name.</param>
public sealed record MetricSignature(string? ExtractType, string Metric)
{
    private const string Arrow = "->";

    /// <exception cref="InputException">There is nothing on one side of the arrow.</exception>
    public static MetricSignature Parse(string text)
    {
        var at = text.LastIndexOf(Arrow, StringComparison.Ordinal);
        var metric = (at < 0 ? text : text[(at + Arrow.Length)..]).Trim();
        var type = at < 0 ? null : text[..at].Trim();
        if (metric.Length == 0) throw new InputException($"The metric \"{text}\" names none: write NAME, or TYPE->NAME.");
        if (type is { Length: 0 }) throw new InputException($"The metric \"{text}\" does not say what to take out of the conversation: write TYPE->{metric}, or {metric} alone.");
        return new(type, metric);
    }

    /// <summary>As it stands in tables and files.</summary>
    public override string ToString() => ExtractType is null ? Metric : ExtractType + Arrow + Metric;
}
