namespace CollabLLM.Gguf.Kernels;

/// <summary>Half floats by integer operations: the runtime has no vector conversion from them.</summary>
internal static class HalfFloat
{
    /// <summary>2^112, the difference of the exponent biases of single (127) and half (15).</summary>
    public const float BiasScale = 5192296858534827628530496329220096f;

    public static float ToSingle(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);

    public static ushort FromSingle(float value) => BitConverter.HalfToUInt16Bits((Half)value);

    public static float BFloatToSingle(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);
}
