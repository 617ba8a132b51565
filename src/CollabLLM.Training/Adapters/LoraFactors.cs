using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Adapters;

/// <summary>What an adapter adds to one map: scale · B · A · dropout(x), A [rank, in] and B [out, rank] in the exact type.</summary>
internal sealed class LoraFactors(Parameter a, Parameter b, double scale, double dropout) : IDisposable
{
    public Parameter A { get; } = a;

    public Parameter B { get; } = b;

    public double Scale { get; } = scale;

    public IEnumerable<Parameter> Parameters => [A, B];

    public Tensor Apply(Tensor x, PolicyMode mode) =>
        nn.functional.linear(nn.functional.linear(mode.Drop(x, dropout), A.to(x.dtype)), B.to(x.dtype)).Times(Scale);

    /// <summary>scale · B · A, [out, in].</summary>
    public Tensor Product() => B.matmul(A).Times(Scale);

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }
}
