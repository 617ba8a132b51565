using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Metrics;

/// <summary>
/// Several metrics of one conversation, at the same time. Those that score an artefact of one type share its extraction. What goes wrong with one
/// is its failure and does not touch the others. Thread-safe.
/// </summary>
public sealed class MetricSet
{
    private readonly IReadOnlyList<(MetricSignature Signature, IMetric Metric)> _metrics;
    private readonly ArtefactExtractor? _extract;

    /// <param name="signatures">Such as <c>document-&gt;bleu</c>.</param>
    /// <param name="extract">Null where no signature has an arrow.</param>
    /// <exception cref="InputException">No signature, one that stands twice, one that is not known or cannot be made here.</exception>
    public MetricSet(IEnumerable<string> signatures, MetricRegistry registry, ArtefactExtractor? extract = null)
        : this([.. signatures.Select(MetricSignature.Parse).Select(s => (s, registry.Create(s.Metric)))], extract)
    {
    }

    /// <inheritdoc cref="MetricSet(IEnumerable{string}, MetricRegistry, ArtefactExtractor?)"/>
    public MetricSet(IReadOnlyList<(MetricSignature Signature, IMetric Metric)> metrics, ArtefactExtractor? extract = null)
    {
        if (metrics.Count == 0) throw new InputException("No metric is given.");
        if (metrics.GroupBy(m => m.Signature).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InputException($"The metric {twice.Key} is given twice: one score would hide the other.");
        }
        if (extract is null && metrics.Select(m => m.Signature).FirstOrDefault(s => s.ExtractType is not null) is { } lost)
        {
            throw new InputException($"{lost} needs a model that takes the {lost.ExtractType} out of the conversation, and none is given.");
        }
        (_metrics, _extract) = (metrics, extract);
        Signatures = [.. metrics.Select(m => m.Signature.ToString())];
    }

    /// <summary>The names of the columns, in the order given.</summary>
    public IReadOnlyList<string> Signatures { get; }

    /// <summary>Whether a subject has what the metrics need, before anything is paid.</summary>
    /// <exception cref="InputException">It lacks something; the sentence names the field.</exception>
    public void Check(MetricSubject subject)
    {
        foreach (var (signature, metric) in _metrics)
        {
            if (signature.ExtractType is not { } type)
            {
                metric.Check(subject);
                continue;
            }
            if (subject.Messages.Count == 0) throw subject.Lacks("messages", $"{signature} takes the {type} out of a conversation");
            metric.Check(subject with { Completion = "" });
        }
    }

    /// <exception cref="InputException">The subject lacks what a metric needs.</exception>
    /// <exception cref="BudgetException">The budget of the run is spent.</exception>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public async Task<MetricResults> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var extractions = _metrics.Select(m => m.Signature.ExtractType).OfType<string>().Distinct(StringComparer.Ordinal)
            .ToDictionary(type => type, type => ExtractAsync(subject, type, cancellationToken), StringComparer.Ordinal);
        var scores = await Task.WhenAll(_metrics.Select(m => ScoreAsync(m.Signature, m.Metric, subject, extractions, cancellationToken)));
        var table = new OrderedDictionary<string, MetricScore>(StringComparer.Ordinal);
        for (var i = 0; i < scores.Length; i++) table.Add(Signatures[i], scores[i]);
        var taken = new OrderedDictionary<string, Extraction>(StringComparer.Ordinal);
        foreach (var (type, extraction) in extractions) taken.Add(type, await extraction);
        return new(table, taken);
    }

    private Task<Extraction> ExtractAsync(MetricSubject subject, string type, CancellationToken cancellationToken) =>
        GuardedAsync(() => _extract!(subject, type, cancellationToken), Extraction.Failed, $"The extraction of the {type}", cancellationToken);

    private static async Task<MetricScore> ScoreAsync(
        MetricSignature signature, IMetric metric, MetricSubject subject, Dictionary<string, Task<Extraction>> extractions, CancellationToken cancellationToken)
    {
        if (signature.ExtractType is { } type)
        {
            var extraction = await extractions[type];
            if (extraction.Failure is { } failure) return MetricScore.Failed(failure);
            subject = subject with { Completion = extraction.Text };
        }
        return await GuardedAsync(() => metric.ScoreAsync(subject, cancellationToken), MetricScore.Failed, $"The metric {metric.Name}", cancellationToken);
    }

    /// <summary>What is nobody's input, budget or cancellation is a failure of the infrastructure, and the sentence says of what.</summary>
    private static async Task<T> GuardedAsync<T>(Func<Task<T>> act, Func<Failure, T> failed, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await act();
        }
        catch (CallFailedException e)
        {
            return failed(e.Failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // The edge to code that others write: a plug-in may throw anything.
        catch (Exception e) when (e is not (InputException or BudgetException))
        {
            return failed(new(FailureKind.Infrastructure, $"{what} broke off: {e.Message}"));
        }
    }
}
