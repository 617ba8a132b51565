using CollabLLM.Training.Adapters;
using CollabLLM.Training.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Policies;

/// <summary>y = x·Wᵀ + b, plus the product of its adapter where there is one and the mode wants it.</summary>
/// <param name="name">Name in GGUF without ".weight".</param>
/// <param name="weight">[out, in].</param>
/// <param name="bias">[out], or null.</param>
internal sealed class LinearMap(string name, Parameter weight, Parameter? bias, ScalarType compute, PolicyMode mode) : IDisposable
{
    public string Name { get; } = name;

    public Parameter Weight { get; } = weight;

    public Parameter? Bias { get; } = bias;

    public int Inputs => (int)Weight.shape[1];

    public int Outputs => (int)Weight.shape[0];

    public LoraFactors? Adapter { get; set; }

    /// <param name="x">[..., in] in the type of the products.</param>
    public Tensor Apply(Tensor x)
    {
        var y = nn.functional.linear(x, Weight.to(compute), Bias?.to(compute));
        return Adapter is { } adapter && mode.Adapted ? y.Plus(adapter.Apply(x, mode)) : y;
    }

    public void Dispose()
    {
        Weight.Dispose();
        Bias?.Dispose();
        Adapter?.Dispose();
    }
}
