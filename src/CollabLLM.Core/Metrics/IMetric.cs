namespace CollabLLM.Core.Metrics;

/// <summary>
/// A score of a conversation. Several may run at once: implementations are thread-safe. What people can add as a plug-in.
/// </summary>
public interface IMetric
{
    /// <summary>Its name in signatures and tables: lower case, digits and underscores.</summary>
    string Name { get; }

    /// <summary>Whether the subject has what this metric needs: asked for all subjects before anything is paid for one of them. Calls nobody.</summary>
    /// <exception cref="InputException">The subject lacks something; the sentence names the field.</exception>
    void Check(MetricSubject subject)
    {
    }

    /// <returns>A failure where no answer came or none could be read.</returns>
    /// <exception cref="InputException">The subject lacks what this metric needs; the sentence names the field.</exception>
    /// <exception cref="Calls.BudgetException">The budget of the run is spent.</exception>
    Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken);
}
