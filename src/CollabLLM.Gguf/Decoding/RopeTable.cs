using System.Runtime.CompilerServices;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Cosines and sines of every position up to the context length, computed in double precision. Read-only after construction.</summary>
internal sealed unsafe class RopeTable : IDisposable
{
    private readonly NativeBuffer _table;
    private readonly int _pairs;
    private readonly bool _halves;

    /// <param name="shape">Base, size and layout of the rotation.</param>
    /// <param name="positions">Positions to prepare.</param>
    /// <param name="factors">Divisors of the frequencies (the rope_freqs tensor of llama 3.1 and later), or empty.</param>
    public RopeTable(ModelShape shape, int positions, ReadOnlySpan<float> factors)
    {
        _pairs = shape.RopeSize / 2;
        _halves = shape.RopeByHalves;
        _table = new((long)positions * _pairs * 2 * sizeof(float));
        for (var pair = 0; pair < _pairs; pair++)
        {
            var frequency = Math.Pow(shape.RopeBase, -2.0 * pair / shape.RopeSize) / shape.RopeLinearFactor;
            if (factors.Length > 0) frequency /= factors[pair];
            for (var position = 0; position < positions; position++)
            {
                var (sine, cosine) = Math.SinCos(position * frequency);
                var at = _table.Floats + (((long)position * _pairs) + pair) * 2;
                at[0] = (float)cosine;
                at[1] = (float)sine;
            }
        }
    }

    /// <summary>Rotates one head in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Rotate(float* head, int position)
    {
        var table = _table.Floats + ((long)position * _pairs * 2);
        var (step, partner) = _halves ? (1, _pairs) : (2, 1);
        for (var pair = 0; pair < _pairs; pair++)
        {
            var first = head + (pair * step);
            var (x, y) = (first[0], first[partner]);
            var (cosine, sine) = (table[2 * pair], table[(2 * pair) + 1]);
            first[0] = (x * cosine) - (y * sine);
            first[partner] = (x * sine) + (y * cosine);
        }
    }

    public void Dispose() => _table.Dispose();
}
