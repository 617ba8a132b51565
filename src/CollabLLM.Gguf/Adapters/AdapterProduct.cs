using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Adapters;

/// <summary>Applies low-rank products to rows of a batch; holds the scratch memory, which grows to the largest adapter seen.</summary>
internal sealed unsafe class AdapterProduct(int batchTokens) : IDisposable
{
    private readonly MatrixJob _job = new();
    private ActivationBatch? _inner;
    private FloatRows? _outer;
    private int _outerColumns;

    /// <summary>Adds the product of rows <paramref name="first"/> and following to the same rows of <paramref name="output"/>.</summary>
    public void Apply(LowRankProduct product, WorkerPool pool, ActivationBatch input, int first, int tokens, FloatRows output)
    {
        if (_inner is null || _inner.Columns < product.A.Rows)
        {
            _inner?.Dispose();
            _inner = new(batchTokens, product.A.Rows);
        }
        if (_outer is null || _outerColumns < product.B.Rows)
        {
            _outer?.Dispose();
            _outerColumns = product.B.Rows;
            _outer = new(batchTokens, _outerColumns);
        }
        _job.Begin(input, first, tokens).Add(product.A, _inner.Floats(0), _inner.Stride).RunOn(pool);
        _job.Begin(_inner, 0, tokens).Add(product.B, _outer.Row(0), _outer.Stride).RunOn(pool);
        for (var row = 0; row < tokens; row++) RowMath.AddScaled(output.Row(first + row), _outer.Row(row), product.Scale, product.B.Rows);
    }

    public void Dispose()
    {
        _inner?.Dispose();
        _outer?.Dispose();
    }
}
