using CollabLLM.Gguf.Decoding;
using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Policies;

/// <summary>
/// Rotary positions (Su et al. 2021, arXiv 2104.09864), scaled as the managed decoder does: linear, or by the divisors that Llama 3.1 and later
/// bring in rope_freqs. Pair (x, y) becomes (x·cos − y·sin, x·sin + y·cos); pairs are neighbours (llama in GGUF) or halves apart (qwen).
/// </summary>
internal sealed class Rotation : IDisposable
{
    private readonly Tensor _cosines;
    private readonly Tensor _sines;
    private readonly int _size;
    private readonly bool _halves;

    public Rotation(ModelShape shape, float[] factors, ScalarType type, Device device)
    {
        (_size, _halves) = (shape.RopeSize, shape.RopeByHalves);
        var pairs = _size / 2;
        var angles = new double[shape.TrainedContext * pairs];
        for (var pair = 0; pair < pairs; pair++)
        {
            var frequency = Math.Pow(shape.RopeBase, -2.0 * pair / _size) / shape.RopeLinearFactor;
            if (factors.Length > 0) frequency /= factors[pair];
            for (var position = 0; position < shape.TrainedContext; position++) angles[(position * pairs) + pair] = position * frequency;
        }
        using var scope = NewDisposeScope();
        var table = tensor(angles, [shape.TrainedContext, pairs]);
        _cosines = table.cos().to(type).to(device).MoveToOuterDisposeScope().DetachFromDisposeScope();
        _sines = table.sin().to(type).to(device).MoveToOuterDisposeScope().DetachFromDisposeScope();
    }

    /// <summary>Cosines and sines of positions [B, T], each [B, 1, T, pairs].</summary>
    public (Tensor Cosines, Tensor Sines) At(Tensor positions)
    {
        var flat = positions.flatten();
        return (Rows(_cosines), Rows(_sines));

        Tensor Rows(Tensor table) => table.index_select(0, flat).reshape(positions.shape[0], 1, positions.shape[1], _size / 2);
    }

    /// <summary>Heads [B, H, T, D] turned; what lies behind the rotated part passes unchanged.</summary>
    public Tensor Turn(Tensor heads, (Tensor Cosines, Tensor Sines) at)
    {
        var width = heads.shape[3];
        var turned = width == _size ? heads : heads.narrow(3, 0, _size);
        var pairs = _size / 2;
        var (b, h, t) = (heads.shape[0], heads.shape[1], heads.shape[2]);
        // The pair is the last dimension, or the last but one.
        var folded = _halves ? turned.reshape(b, h, t, 2, pairs) : turned.reshape(b, h, t, pairs, 2);
        var axis = _halves ? 3 : 4;
        var (x, y) = (folded.select(axis, 0), folded.select(axis, 1));
        var result = stack([x.Times(at.Cosines).Minus(y.Times(at.Sines)), x.Times(at.Sines).Plus(y.Times(at.Cosines))], axis).reshape(b, h, t, _size);
        return width == _size ? result : cat([result, heads.narrow(3, _size, width - _size)], 3);
    }

    public void Dispose()
    {
        _cosines.Dispose();
        _sines.Dispose();
    }
}
