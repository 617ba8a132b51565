using System.Runtime.CompilerServices;

namespace CollabLLM.Gguf.Kernels;

/// <summary>8-bit weights times 16-bit activations: 32 products of 127 x 32,767 fit 32 bits, and nothing of the activations is lost.</summary>
internal static unsafe class ByteKernel<TL, TI, TF>
    where TL : struct, ILanes<TI, TF>
    where TI : struct
    where TF : struct
{
    public static void Run(byte* panel, PackedFormat format, int blocks, ActivationBatch input, int first, int count, float* target, int stride)
    {
        for (var lane = 0; lane < PackedFormats.PanelRows; lane += TL.Rows)
        {
            var token = 0;
            for (; token + 4 <= count; token += 4)
            {
                Four(panel, format, blocks, lane, input, first + token, target + lane + ((long)token * stride), stride);
            }
            for (; token < count; token++)
            {
                One(panel, format, blocks, lane, input.Shorts(first + token), input.ShortScales(first + token), target + lane + ((long)token * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* panel, PackedFormat format, int blocks, int lane, ActivationBatch input, int token, float* target, int stride)
    {
        var values = input.Shorts(token);
        var scales = input.ShortScales(token);
        long valueStride = input.Stride;
        long scaleStride = input.ScaleStride;
        var scaleBytes = format.ScaleBytes();
        TF sum0 = TL.ZeroFloat, sum1 = TL.ZeroFloat, sum2 = TL.ZeroFloat, sum3 = TL.ZeroFloat;
        for (var block = 0; block < blocks; block++)
        {
            var scale = TL.LoadFloats((float*)panel + lane);
            var second = format == PackedFormat.Bytes ? scale : TL.LoadFloats((float*)(panel + 64) + lane);
            var weights = (sbyte*)panel + scaleBytes + (lane * 2);
            TI dot0 = TL.ZeroInt, dot1 = TL.ZeroInt, dot2 = TL.ZeroInt, dot3 = TL.ZeroInt;
            for (var half = 0; half < 2; half++)
            {
                // Two steps a turn: the loop itself costs as much as a product otherwise.
                for (var step = 0; step < 4; step++)
                {
                    TI weight = TL.LoadWidened(weights), next = TL.LoadWidened(weights + 32);
                    dot0 = Add(dot0, weight, next, values);
                    dot1 = Add(dot1, weight, next, values + valueStride);
                    dot2 = Add(dot2, weight, next, values + (2 * valueStride));
                    dot3 = Add(dot3, weight, next, values + (3 * valueStride));
                    weights += 64;
                    values += 4;
                }
                if (half == 0 && format != PackedFormat.BytesBySixteen) continue;
                var current = half == 1 && format == PackedFormat.BytesBySixteen ? second : scale;
                sum0 = Scale(sum0, dot0, current, scales);
                sum1 = Scale(sum1, dot1, current, scales + scaleStride);
                sum2 = Scale(sum2, dot2, current, scales + (2 * scaleStride));
                sum3 = Scale(sum3, dot3, current, scales + (3 * scaleStride));
                dot0 = dot1 = dot2 = dot3 = TL.ZeroInt;
            }
            if (format == PackedFormat.BytesWithMinimum)
            {
                sum0 = TL.MultiplyAdd(second, TL.Broadcast(scales[1]), sum0);
                sum1 = TL.MultiplyAdd(second, TL.Broadcast(scales[scaleStride + 1]), sum1);
                sum2 = TL.MultiplyAdd(second, TL.Broadcast(scales[(2 * scaleStride) + 1]), sum2);
                sum3 = TL.MultiplyAdd(second, TL.Broadcast(scales[(3 * scaleStride) + 1]), sum3);
            }
            panel += scaleBytes + 512;
            scales += 2;
        }
        TL.Store(target, sum0);
        TL.Store(target + stride, sum1);
        TL.Store(target + (2L * stride), sum2);
        TL.Store(target + (3L * stride), sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte* panel, PackedFormat format, int blocks, int lane, short* values, float* scales, float* target)
    {
        var scaleBytes = format.ScaleBytes();
        var sum = TL.ZeroFloat;
        for (var block = 0; block < blocks; block++)
        {
            var scale = TL.LoadFloats((float*)panel + lane);
            var second = format == PackedFormat.Bytes ? scale : TL.LoadFloats((float*)(panel + 64) + lane);
            var weights = (sbyte*)panel + scaleBytes + (lane * 2);
            var lower = EightSteps(weights, values);
            var upper = EightSteps(weights + 256, values + 16);
            if (format == PackedFormat.BytesBySixteen)
            {
                sum = Scale(sum, lower, scale, scales);
                sum = Scale(sum, upper, second, scales);
            }
            else
            {
                sum = Scale(sum, TL.AddInts(lower, upper), scale, scales);
                if (format == PackedFormat.BytesWithMinimum) sum = TL.MultiplyAdd(second, TL.Broadcast(scales[1]), sum);
            }
            panel += scaleBytes + 512;
            values += 32;
            scales += 2;
        }
        TL.Store(target, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TI EightSteps(sbyte* weights, short* values)
    {
        var even = TL.MultiplyShorts(TL.LoadWidened(weights), TL.Broadcast(values));
        var odd = TL.MultiplyShorts(TL.LoadWidened(weights + 32), TL.Broadcast(values + 2));
        even = TL.AddInts(even, TL.MultiplyShorts(TL.LoadWidened(weights + 64), TL.Broadcast(values + 4)));
        odd = TL.AddInts(odd, TL.MultiplyShorts(TL.LoadWidened(weights + 96), TL.Broadcast(values + 6)));
        even = TL.AddInts(even, TL.MultiplyShorts(TL.LoadWidened(weights + 128), TL.Broadcast(values + 8)));
        odd = TL.AddInts(odd, TL.MultiplyShorts(TL.LoadWidened(weights + 160), TL.Broadcast(values + 10)));
        even = TL.AddInts(even, TL.MultiplyShorts(TL.LoadWidened(weights + 192), TL.Broadcast(values + 12)));
        odd = TL.AddInts(odd, TL.MultiplyShorts(TL.LoadWidened(weights + 224), TL.Broadcast(values + 14)));
        return TL.AddInts(even, odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TI Add(TI dot, TI weight, TI next, short* values) =>
        TL.AddInts(TL.AddInts(dot, TL.MultiplyShorts(weight, TL.Broadcast(values))), TL.MultiplyShorts(next, TL.Broadcast(values + 2)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TF Scale(TF sum, TI dot, TF weightScale, float* scales) =>
        TL.MultiplyAdd(TL.ToFloat(dot), TL.Multiply(weightScale, TL.Broadcast(scales[0])), sum);
}
