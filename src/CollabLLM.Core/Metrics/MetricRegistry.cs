namespace CollabLLM.Core.Metrics;

/// <summary>The metrics that a run knows, by name. Filled once at the start; reading is safe for several threads.</summary>
public sealed class MetricRegistry
{
    private readonly Dictionary<string, MetricEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>All, by name.</summary>
    public IReadOnlyList<MetricEntry> Entries => [.. _entries.Values.OrderBy(e => e.Name, StringComparer.Ordinal)];

    /// <exception cref="InputException">The name is taken, or is no name.</exception>
    public void Add(MetricEntry entry)
    {
        if (entry.Name.Length == 0 || entry.Name.Any(c => c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '_')))
        {
            throw new InputException($"\"{entry.Name}\" cannot name a metric: lower case letters, digits and underscores can.");
        }
        if (!_entries.TryAdd(entry.Name, entry)) throw new InputException($"There is already a metric {entry.Name}; two of one name would hide each other.");
    }

    public void AddRange(IEnumerable<MetricEntry> entries)
    {
        foreach (var entry in entries) Add(entry);
    }

    /// <exception cref="InputException">The name is not known; the sentence lists those that are.</exception>
    public MetricEntry Find(string name)
    {
        if (_entries.TryGetValue(name, out var entry)) return entry;
        var near = (Arrowed(name) ?? NearestName.Of(name, _entries.Keys)) is { } meant ? $"Did you mean {meant}? " : "";
        throw new InputException($"There is no metric {name}. {near}Known: {string.Join(", ", Entries.Select(e => e.Name))}.");
    }

    /// <inheritdoc cref="Find"/>
    public IMetric Create(string name) => Find(name).Create();

    /// <summary>A type and a metric with something between them that is no arrow, such as <c>document=>bleu</c>.</summary>
    private string? Arrowed(string name)
    {
        var metric = _entries.Keys.Where(k => name.EndsWith(k, StringComparison.Ordinal) && name.Length > k.Length && !char.IsLetterOrDigit(name[^(k.Length + 1)]) && name[^(k.Length + 1)] != '_')
            .MaxBy(k => k.Length);
        var type = metric is null ? "" : name[..^metric.Length].TrimEnd(' ', '-', '=', '>', '→', ':', '.', '/');
        return type.Length > 0 ? $"{type}->{metric}" : null;
    }
}
