using System.Runtime.CompilerServices;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Reads cached keys and values into registers; a type of its own for each width, so that the inner loops do not branch.</summary>
internal unsafe interface ICacheFormat
{
    static abstract TF Load<TL, TI, TF>(byte* source, int index)
        where TL : struct, ILanes<TI, TF>
        where TI : struct
        where TF : struct;
}

internal readonly unsafe struct HalfCache : ICacheFormat
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TF Load<TL, TI, TF>(byte* source, int index)
        where TL : struct, ILanes<TI, TF>
        where TI : struct
        where TF : struct => TL.LoadHalves((ushort*)source + index);
}

internal readonly unsafe struct SingleCache : ICacheFormat
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TF Load<TL, TI, TF>(byte* source, int index)
        where TL : struct, ILanes<TI, TF>
        where TI : struct
        where TF : struct => TL.LoadFloats((float*)source + index);
}
