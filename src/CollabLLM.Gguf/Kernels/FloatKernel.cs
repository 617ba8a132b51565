using System.Runtime.CompilerServices;

namespace CollabLLM.Gguf.Kernels;

/// <summary>Float weights of 32 or 16 bits times float activations, one product after the other along the row.</summary>
internal static unsafe class FloatKernel<TL, TI, TF>
    where TL : struct, ILanes<TI, TF>
    where TI : struct
    where TF : struct
{
    public static void Run(byte* panel, PackedFormat format, int columns, ActivationBatch input, int first, int count, float* target, int stride)
    {
        for (var lane = 0; lane < PackedFormats.PanelRows; lane += TL.Rows)
        {
            var token = 0;
            for (; token + 4 <= count; token += 4)
            {
                var values = input.Floats(first + token);
                Four(panel, format, columns, lane, values, input.Stride, target + lane + ((long)token * stride), stride);
            }
            for (; token < count; token++)
            {
                One(panel, format, columns, lane, input.Floats(first + token), target + lane + ((long)token * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* panel, PackedFormat format, int columns, int lane, float* values, long valueStride, float* target, int stride)
    {
        var step = format.GroupBytes();
        TF sum0 = TL.ZeroFloat, sum1 = TL.ZeroFloat, sum2 = TL.ZeroFloat, sum3 = TL.ZeroFloat;
        for (var column = 0; column < columns; column++)
        {
            var weight = Load(panel, format, lane);
            sum0 = TL.MultiplyAdd(weight, TL.Broadcast(values[column]), sum0);
            sum1 = TL.MultiplyAdd(weight, TL.Broadcast(values[column + valueStride]), sum1);
            sum2 = TL.MultiplyAdd(weight, TL.Broadcast(values[column + (2 * valueStride)]), sum2);
            sum3 = TL.MultiplyAdd(weight, TL.Broadcast(values[column + (3 * valueStride)]), sum3);
            panel += step;
        }
        TL.Store(target, sum0);
        TL.Store(target + stride, sum1);
        TL.Store(target + (2L * stride), sum2);
        TL.Store(target + (3L * stride), sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte* panel, PackedFormat format, int columns, int lane, float* values, float* target)
    {
        var step = format.GroupBytes();
        var sum = TL.ZeroFloat;
        for (var column = 0; column < columns; column++)
        {
            sum = TL.MultiplyAdd(Load(panel, format, lane), TL.Broadcast(values[column]), sum);
            panel += step;
        }
        TL.Store(target, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TF Load(byte* group, PackedFormat format, int lane) => format switch
    {
        PackedFormat.Floats => TL.LoadFloats((float*)group + lane),
        PackedFormat.Halves => TL.LoadHalves((ushort*)group + lane),
        _ => TL.LoadBFloats((ushort*)group + lane),
    };
}
