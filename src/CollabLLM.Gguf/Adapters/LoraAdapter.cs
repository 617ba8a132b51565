namespace CollabLLM.Gguf.Adapters;

/// <summary>Low-rank changes to the matrices of a base model, applied while decoding: the base weights stay shared and untouched.</summary>
internal sealed class LoraAdapter : IDisposable
{
    private readonly Dictionary<(int Layer, AdapterTarget Target), LowRankProduct> _products;

    public LoraAdapter(string name, int number, Dictionary<(int Layer, AdapterTarget Target), LowRankProduct> products)
    {
        (Name, Number) = (name, number);
        _products = products;
    }

    /// <summary>The name requests ask for.</summary>
    public string Name { get; }

    /// <summary>From 1; sequences with different adapters share no keys and values.</summary>
    public int Number { get; }

    public LowRankProduct? Find(int layer, AdapterTarget target) => _products.GetValueOrDefault((layer, target));

    public void Dispose()
    {
        foreach (var product in _products.Values)
        {
            product.A.Dispose();
            product.B.Dispose();
        }
    }
}
