namespace CollabLLM.Gguf.Templates;

/// <summary>The names a part of a template sees: its own, then those around it.</summary>
internal sealed class Scope(Scope? outer = null)
{
    private readonly Dictionary<string, object?> _names = new(StringComparer.Ordinal);

    public object? Find(string name) => _names.TryGetValue(name, out var value) ? value : outer is null ? Missing.Value : outer.Find(name);

    public void Set(string name, object? value) => _names[name] = value;
}
