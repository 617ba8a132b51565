using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Adapters;

/// <summary>The adapters of a model by name.</summary>
internal sealed class AdapterSet(IReadOnlyList<LoraAdapter> adapters) : IDisposable
{
    private readonly Dictionary<string, LoraAdapter> _byName = adapters.ToDictionary(a => a.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>The adapter with this name; null for no name.</summary>
    public LoraAdapter? Find(string? name)
    {
        if (name is null) return null;
        if (_byName.TryGetValue(name, out var adapter)) return adapter;
        throw new GgufException(
            _byName.Count == 0
                ? $"This model has no adapter {name}; it was loaded without adapters."
                : $"This model has no adapter {name}; it has {string.Join(", ", _byName.Keys.Order(StringComparer.Ordinal))}.");
    }

    public void Dispose()
    {
        foreach (var adapter in _byName.Values) adapter.Dispose();
    }
}
