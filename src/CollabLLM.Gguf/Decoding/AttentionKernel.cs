using System.Runtime.CompilerServices;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>
/// Attention of up to four query rows that share a key head: scores of 16 positions at once, then the weighted sum of values.
/// A row's operations do not depend on the other rows; positions a row must not see get weight zero.
/// </summary>
internal static unsafe class AttentionKernel<TL, TI, TF>
    where TL : struct, ILanes<TI, TF>
    where TI : struct
    where TF : struct
{
    private const int Positions = KvBlock.Positions;

    /// <param name="keys">Key pointers, one a block.</param>
    /// <param name="values">Value pointers, one a block.</param>
    /// <param name="half">The cache holds 16-bit floats.</param>
    /// <param name="size">Values of a head.</param>
    /// <param name="paddedSize">Distance between positions in the value block.</param>
    /// <param name="queries">Four scaled query heads.</param>
    /// <param name="counts">Positions each of the four may see.</param>
    /// <param name="outputs">Four output heads.</param>
    /// <param name="scores">Scratch: four rows of <paramref name="scoreStride"/> floats.</param>
    /// <param name="scoreStride">A multiple of 16 not smaller than the largest count.</param>
    public static void Run(
        nint* keys, nint* values, bool half, int size, int paddedSize, float** queries, int* counts, float** outputs, float* scores, int scoreStride)
    {
        var most = Math.Max(Math.Max(counts[0], counts[1]), Math.Max(counts[2], counts[3]));
        var blocks = (most + Positions - 1) / Positions;
        for (var block = 0; block < blocks; block++) Score((byte*)keys[block], half, size, queries, scores + (block * Positions), scoreStride);
        var scales = stackalloc float[4];
        for (var row = 0; row < 4; row++) scales[row] = RowMath.Soften(scores + ((long)row * scoreStride), counts[row], blocks * Positions);
        for (var at = 0; at < size; at += TL.Rows) Mix(values, half, size, paddedSize, at, most, outputs, scores, scoreStride, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score(byte* block, bool half, int size, float** queries, float* scores, int stride)
    {
        float* q0 = queries[0], q1 = queries[1], q2 = queries[2], q3 = queries[3];
        for (var lane = 0; lane < Positions; lane += TL.Rows)
        {
            TF s0 = TL.ZeroFloat, s1 = TL.ZeroFloat, s2 = TL.ZeroFloat, s3 = TL.ZeroFloat;
            for (var i = 0; i < size; i++)
            {
                var key = Load(block, half, (i * Positions) + lane);
                s0 = TL.MultiplyAdd(key, TL.Broadcast(q0[i]), s0);
                s1 = TL.MultiplyAdd(key, TL.Broadcast(q1[i]), s1);
                s2 = TL.MultiplyAdd(key, TL.Broadcast(q2[i]), s2);
                s3 = TL.MultiplyAdd(key, TL.Broadcast(q3[i]), s3);
            }
            TL.Store(scores + lane, s0);
            TL.Store(scores + lane + stride, s1);
            TL.Store(scores + lane + (2L * stride), s2);
            TL.Store(scores + lane + (3L * stride), s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(
        nint* values, bool half, int size, int paddedSize, int at, int most, float** outputs, float* weights, int stride, float* scales)
    {
        TF s0 = TL.ZeroFloat, s1 = TL.ZeroFloat, s2 = TL.ZeroFloat, s3 = TL.ZeroFloat;
        float* w1 = weights + stride, w2 = weights + (2L * stride), w3 = weights + (3L * stride);
        for (var position = 0; position < most; position++)
        {
            var value = Load((byte*)values[position / Positions], half, (position % Positions * paddedSize) + at);
            s0 = TL.MultiplyAdd(value, TL.Broadcast(weights[position]), s0);
            s1 = TL.MultiplyAdd(value, TL.Broadcast(w1[position]), s1);
            s2 = TL.MultiplyAdd(value, TL.Broadcast(w2[position]), s2);
            s3 = TL.MultiplyAdd(value, TL.Broadcast(w3[position]), s3);
        }
        Write(outputs[0], TL.Multiply(s0, TL.Broadcast(scales[0])), at, size);
        Write(outputs[1], TL.Multiply(s1, TL.Broadcast(scales[1])), at, size);
        Write(outputs[2], TL.Multiply(s2, TL.Broadcast(scales[2])), at, size);
        Write(outputs[3], TL.Multiply(s3, TL.Broadcast(scales[3])), at, size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* output, TF value, int at, int size)
    {
        if (at + TL.Rows <= size)
        {
            TL.Store(output + at, value);
            return;
        }
        // The tail of a head whose size is not a multiple of the register: the next head begins right behind it.
        var whole = stackalloc float[16];
        TL.Store(whole, value);
        for (var i = at; i < size; i++) output[i] = whole[i - at];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TF Load(byte* source, bool half, int index) =>
        half ? TL.LoadHalves((ushort*)source + index) : TL.LoadFloats((float*)source + index);
}
