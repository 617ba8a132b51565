namespace CollabLLM.Gguf.Templates;

/// <summary>The names a part of a template sees: its own, then those around it.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, object?> _names = new(StringComparer.Ordinal);
    private readonly Scope? _outer;

    /// <summary>The outermost scope of one rendering.</summary>
    public Scope() => Budget = new();

    /// <summary>A scope inside another one.</summary>
    public Scope(Scope outer) => (_outer, Budget) = (outer, outer.Budget);

    /// <summary>What the rendering may still cost.</summary>
    public RenderBudget Budget { get; }

    public object? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._names.TryGetValue(name, out var value)) return value;
        }
        return Missing.Value;
    }

    public void Set(string name, object? value) => _names[name] = value;
}
