using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>
/// Attention of up to four query rows that share a key head: scores of whole blocks of positions, then the weighted sum of values.
/// A row's operations, and their order, do not depend on the other rows; positions a row must not see get weight zero.
/// </summary>
internal static unsafe class AttentionKernel<TL, TI, TF, TC>
    where TL : struct, ILanes<TI, TF>
    where TI : struct
    where TF : struct
    where TC : struct, ICacheFormat
{
    private const int Positions = KvBlock.Positions;

    public static void Run(in AttentionTile tile)
    {
        var most = Math.Max(Math.Max(tile.Counts[0], tile.Counts[1]), Math.Max(tile.Counts[2], tile.Counts[3]));
        var blocks = (most + Positions - 1) / Positions;
        for (var block = 0; block < blocks; block++)
        {
            // Registers for 32 positions of four rows are there with 16 lanes only.
            var scores = tile.Scores + (block * Positions);
            if (TL.Rows == Positions && block + 1 < blocks)
            {
                var ahead = block + 3 < blocks ? tile.Keys + block + 2 : tile.Values;
                ScoreTwo((byte**)tile.Keys + block, (byte**)ahead, tile.Size, tile.Queries, scores, tile.ScoreStride);
                block++;
            }
            else
            {
                for (var lane = 0; lane < Positions; lane += TL.Rows) Score((byte*)tile.Keys[block], lane, tile.Size, tile.Queries, scores, tile.ScoreStride);
            }
        }
        var scales = stackalloc float[4];
        for (var row = 0; row < 4; row++)
        {
            scales[row] = RowMath.Soften(tile.Scores + ((long)row * tile.ScoreStride), tile.Counts[row], blocks * Positions);
        }
        var at = 0;
        for (; TL.Rows == Positions && at + (4 * TL.Rows) <= tile.Size; at += 4 * TL.Rows) MixFour(tile, at, most, scales);
        for (; at < tile.Size; at += TL.Rows) Mix(tile, at, most, scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score(byte* block, int lane, int size, float** queries, float* scores, int stride)
    {
        float* q0 = queries[0], q1 = queries[1], q2 = queries[2], q3 = queries[3];
        TF s0 = TL.ZeroFloat, s1 = TL.ZeroFloat, s2 = TL.ZeroFloat, s3 = TL.ZeroFloat;
        for (var i = 0; i < size; i++)
        {
            var key = TC.Load<TL, TI, TF>(block, (i * Positions) + lane);
            s0 = TL.MultiplyAdd(key, TL.Broadcast(q0[i]), s0);
            s1 = TL.MultiplyAdd(key, TL.Broadcast(q1[i]), s1);
            s2 = TL.MultiplyAdd(key, TL.Broadcast(q2[i]), s2);
            s3 = TL.MultiplyAdd(key, TL.Broadcast(q3[i]), s3);
        }
        Store(scores + lane, stride, s0, s1, s2, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreTwo(byte** blocks, byte** ahead, int size, float** queries, float* scores, int stride)
    {
        byte* first = blocks[0], second = blocks[1], firstAhead = ahead[0], secondAhead = ahead[1];
        float* q0 = queries[0], q1 = queries[1], q2 = queries[2], q3 = queries[3];
        TF s0 = TL.ZeroFloat, s1 = TL.ZeroFloat, s2 = TL.ZeroFloat, s3 = TL.ZeroFloat;
        TF t0 = TL.ZeroFloat, t1 = TL.ZeroFloat, t2 = TL.ZeroFloat, t3 = TL.ZeroFloat;
        for (var i = 0; i < size; i++)
        {
            var key = TC.Load<TL, TI, TF>(first, i * Positions);
            var next = TC.Load<TL, TI, TF>(second, i * Positions);
            Prefetch(firstAhead + (i * Positions * sizeof(ushort)));
            Prefetch(secondAhead + (i * Positions * sizeof(ushort)));
            TF b0 = TL.Broadcast(q0[i]), b1 = TL.Broadcast(q1[i]), b2 = TL.Broadcast(q2[i]), b3 = TL.Broadcast(q3[i]);
            s0 = TL.MultiplyAdd(key, b0, s0);
            s1 = TL.MultiplyAdd(key, b1, s1);
            s2 = TL.MultiplyAdd(key, b2, s2);
            s3 = TL.MultiplyAdd(key, b3, s3);
            t0 = TL.MultiplyAdd(next, b0, t0);
            t1 = TL.MultiplyAdd(next, b1, t1);
            t2 = TL.MultiplyAdd(next, b2, t2);
            t3 = TL.MultiplyAdd(next, b3, t3);
        }
        Store(scores, stride, s0, s1, s2, s3);
        Store(scores + Positions, stride, t0, t1, t2, t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(in AttentionTile tile, int at, int most, float* scales)
    {
        TF s0 = TL.ZeroFloat, s1 = TL.ZeroFloat, s2 = TL.ZeroFloat, s3 = TL.ZeroFloat;
        float* w0 = tile.Scores, w1 = w0 + tile.ScoreStride, w2 = w1 + tile.ScoreStride, w3 = w2 + tile.ScoreStride;
        for (var start = 0; start < most; start += Positions)
        {
            var block = (byte*)tile.Values[start / Positions];
            var end = Math.Min(most, start + Positions);
            for (int position = start, index = at; position < end; position++, index += tile.PaddedSize)
            {
                var value = TC.Load<TL, TI, TF>(block, index);
                s0 = TL.MultiplyAdd(value, TL.Broadcast(w0[position]), s0);
                s1 = TL.MultiplyAdd(value, TL.Broadcast(w1[position]), s1);
                s2 = TL.MultiplyAdd(value, TL.Broadcast(w2[position]), s2);
                s3 = TL.MultiplyAdd(value, TL.Broadcast(w3[position]), s3);
            }
        }
        Write(tile.Outputs[0], s0, scales[0], at, tile.Size);
        Write(tile.Outputs[1], s1, scales[1], at, tile.Size);
        Write(tile.Outputs[2], s2, scales[2], at, tile.Size);
        Write(tile.Outputs[3], s3, scales[3], at, tile.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixFour(in AttentionTile tile, int at, int most, float* scales)
    {
        TF a0 = TL.ZeroFloat, a1 = TL.ZeroFloat, a2 = TL.ZeroFloat, a3 = TL.ZeroFloat, b0 = TL.ZeroFloat, b1 = TL.ZeroFloat, b2 = TL.ZeroFloat, b3 = TL.ZeroFloat;
        TF c0 = TL.ZeroFloat, c1 = TL.ZeroFloat, c2 = TL.ZeroFloat, c3 = TL.ZeroFloat, d0 = TL.ZeroFloat, d1 = TL.ZeroFloat, d2 = TL.ZeroFloat, d3 = TL.ZeroFloat;
        float* w0 = tile.Scores, w1 = w0 + tile.ScoreStride, w2 = w1 + tile.ScoreStride, w3 = w2 + tile.ScoreStride;
        var last = (most - 1) / Positions;
        for (var start = 0; start < most; start += Positions)
        {
            var block = (byte*)tile.Values[start / Positions];
            var ahead = (byte*)tile.Values[Math.Min((start / Positions) + 1, last)];
            var end = Math.Min(most, start + Positions);
            for (int position = start, index = at; position < end; position++, index += tile.PaddedSize)
            {
                Prefetch(ahead + (index * sizeof(ushort)));
                Prefetch(ahead + (index * sizeof(ushort)) + 64);
                TF a = TC.Load<TL, TI, TF>(block, index), b = TC.Load<TL, TI, TF>(block, index + TL.Rows);
                TF c = TC.Load<TL, TI, TF>(block, index + (2 * TL.Rows)), d = TC.Load<TL, TI, TF>(block, index + (3 * TL.Rows));
                var weight = TL.Broadcast(w0[position]);
                (a0, b0) = (TL.MultiplyAdd(a, weight, a0), TL.MultiplyAdd(b, weight, b0));
                (c0, d0) = (TL.MultiplyAdd(c, weight, c0), TL.MultiplyAdd(d, weight, d0));
                weight = TL.Broadcast(w1[position]);
                (a1, b1) = (TL.MultiplyAdd(a, weight, a1), TL.MultiplyAdd(b, weight, b1));
                (c1, d1) = (TL.MultiplyAdd(c, weight, c1), TL.MultiplyAdd(d, weight, d1));
                weight = TL.Broadcast(w2[position]);
                (a2, b2) = (TL.MultiplyAdd(a, weight, a2), TL.MultiplyAdd(b, weight, b2));
                (c2, d2) = (TL.MultiplyAdd(c, weight, c2), TL.MultiplyAdd(d, weight, d2));
                weight = TL.Broadcast(w3[position]);
                (a3, b3) = (TL.MultiplyAdd(a, weight, a3), TL.MultiplyAdd(b, weight, b3));
                (c3, d3) = (TL.MultiplyAdd(c, weight, c3), TL.MultiplyAdd(d, weight, d3));
            }
        }
        WriteFour(tile.Outputs[0] + at, scales[0], a0, b0, c0, d0);
        WriteFour(tile.Outputs[1] + at, scales[1], a1, b1, c1, d1);
        WriteFour(tile.Outputs[2] + at, scales[2], a2, b2, c2, d2);
        WriteFour(tile.Outputs[3] + at, scales[3], a3, b3, c3, d3);
    }

    /// <summary>Blocks lie apart in memory, where the processor's own prefetching does not follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(byte* line)
    {
        if (Sse.IsSupported) Sse.Prefetch0(line);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* scores, int stride, TF s0, TF s1, TF s2, TF s3)
    {
        TL.Store(scores, s0);
        TL.Store(scores + stride, s1);
        TL.Store(scores + (2L * stride), s2);
        TL.Store(scores + (3L * stride), s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteFour(float* output, float scale, TF a, TF b, TF c, TF d)
    {
        var by = TL.Broadcast(scale);
        TL.Store(output, TL.Multiply(a, by));
        TL.Store(output + TL.Rows, TL.Multiply(b, by));
        TL.Store(output + (2 * TL.Rows), TL.Multiply(c, by));
        TL.Store(output + (3 * TL.Rows), TL.Multiply(d, by));
    }

    private static void Write(float* output, TF value, float scale, int at, int size)
    {
        value = TL.Multiply(value, TL.Broadcast(scale));
        if (at + TL.Rows <= size)
        {
            TL.Store(output + at, value);
            return;
        }
        // The tail of a head whose size is not a multiple of the register: the next head begins right behind it.
        var whole = stackalloc float[Positions];
        TL.Store(whole, value);
        for (var i = at; i < size; i++) output[i] = whole[i - at];
    }
}
