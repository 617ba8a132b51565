using System.Runtime.CompilerServices;

namespace CollabLLM.Gguf.Kernels;

/// <summary>
/// 4-bit weights times 8-bit activations. The eight products of a block stay in 16-bit sums (8 x 2 x 15 x 127 = 30,480), which costs one
/// widening a block instead of eight. The order of operations for a row and a token is the same in every tile.
/// </summary>
internal static unsafe class NibbleKernel<TL, TI, TF>
    where TL : struct, ILanes<TI, TF>
    where TI : struct
    where TF : struct
{
    public static void Run(byte* panel, bool wide, int blocks, ActivationBatch input, int first, int count, float* target, int stride)
    {
        for (var lane = 0; lane < PackedFormats.PanelRows; lane += TL.Rows)
        {
            var token = 0;
            for (; token + 4 <= count; token += 4)
            {
                Four(panel, wide, blocks, lane, input, first + token, target + lane + ((long)token * stride), stride);
            }
            for (; token < count; token++)
            {
                One(panel, wide, blocks, lane, input.Bytes(first + token), input.ByteScales(first + token), target + lane + ((long)token * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* panel, bool wide, int blocks, int lane, ActivationBatch input, int token, float* target, int stride)
    {
        var values = input.Bytes(token);
        var scales = input.ByteScales(token);
        long valueStride = input.Stride;
        long scaleStride = input.ScaleStride;
        var scaleBytes = wide ? 128 : 64;
        TF sum0 = TL.ZeroFloat, sum1 = TL.ZeroFloat, sum2 = TL.ZeroFloat, sum3 = TL.ZeroFloat;
        for (var block = 0; block < blocks; block++)
        {
            LoadScales(panel, wide, lane, out var scale, out var minimum);
            var bits = panel + scaleBytes + (lane * 4);
            TI v0 = TL.Load(bits), v1 = TL.Load(bits + 64), v2 = TL.Load(bits + 128), v3 = TL.Load(bits + 192);
            TI w0 = TL.LowNibbles(v0), w1 = TL.LowNibbles(v1), w2 = TL.LowNibbles(v2), w3 = TL.LowNibbles(v3);
            TI w4 = TL.HighNibbles(v0), w5 = TL.HighNibbles(v1), w6 = TL.HighNibbles(v2), w7 = TL.HighNibbles(v3);
            sum0 = Add(sum0, w0, w1, w2, w3, w4, w5, w6, w7, scale, minimum, values, scales);
            sum1 = Add(sum1, w0, w1, w2, w3, w4, w5, w6, w7, scale, minimum, values + valueStride, scales + scaleStride);
            sum2 = Add(sum2, w0, w1, w2, w3, w4, w5, w6, w7, scale, minimum, values + (2 * valueStride), scales + (2 * scaleStride));
            sum3 = Add(sum3, w0, w1, w2, w3, w4, w5, w6, w7, scale, minimum, values + (3 * valueStride), scales + (3 * scaleStride));
            panel += scaleBytes + 256;
            values += 32;
            scales += 2;
        }
        TL.Store(target, sum0);
        TL.Store(target + stride, sum1);
        TL.Store(target + (2L * stride), sum2);
        TL.Store(target + (3L * stride), sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte* panel, bool wide, int blocks, int lane, sbyte* values, float* scales, float* target)
    {
        var scaleBytes = wide ? 128 : 64;
        var sum = TL.ZeroFloat;
        for (var block = 0; block < blocks; block++)
        {
            LoadScales(panel, wide, lane, out var scale, out var minimum);
            var bits = panel + scaleBytes + (lane * 4);
            TI v0 = TL.Load(bits), v1 = TL.Load(bits + 64), v2 = TL.Load(bits + 128), v3 = TL.Load(bits + 192);
            sum = Add(
                sum,
                TL.LowNibbles(v0), TL.LowNibbles(v1), TL.LowNibbles(v2), TL.LowNibbles(v3),
                TL.HighNibbles(v0), TL.HighNibbles(v1), TL.HighNibbles(v2), TL.HighNibbles(v3),
                scale, minimum, values, scales);
            panel += scaleBytes + 256;
            values += 32;
            scales += 2;
        }
        TL.Store(target, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadScales(byte* block, bool wide, int lane, out TF scale, out TF minimum)
    {
        if (wide)
        {
            scale = TL.LoadFloats((float*)block + lane);
            minimum = TL.LoadFloats((float*)(block + 64) + lane);
        }
        else
        {
            scale = TL.LoadHalves((ushort*)block + lane);
            minimum = TL.LoadHalves((ushort*)(block + 32) + lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TF Add(
        TF sum, TI w0, TI w1, TI w2, TI w3, TI w4, TI w5, TI w6, TI w7, TF scale, TF minimum, sbyte* values, float* scales)
    {
        var even = TL.MultiplyBytes(w0, TL.Broadcast(values));
        var odd = TL.MultiplyBytes(w1, TL.Broadcast(values + 4));
        even = TL.AddShorts(even, TL.MultiplyBytes(w2, TL.Broadcast(values + 8)));
        odd = TL.AddShorts(odd, TL.MultiplyBytes(w3, TL.Broadcast(values + 12)));
        even = TL.AddShorts(even, TL.MultiplyBytes(w4, TL.Broadcast(values + 16)));
        odd = TL.AddShorts(odd, TL.MultiplyBytes(w5, TL.Broadcast(values + 20)));
        even = TL.AddShorts(even, TL.MultiplyBytes(w6, TL.Broadcast(values + 24)));
        odd = TL.AddShorts(odd, TL.MultiplyBytes(w7, TL.Broadcast(values + 28)));
        var dot = TL.ToFloat(TL.SumShorts(TL.AddShorts(even, odd)));
        sum = TL.MultiplyAdd(dot, TL.Multiply(scale, TL.Broadcast(scales[0])), sum);
        return TL.MultiplyAdd(minimum, TL.Broadcast(scales[1]), sum);
    }
}
